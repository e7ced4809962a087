# Builds the counter as somebody else's project, with the CMakeLists.txt that README.md shows, in the folder OUT.
# What was built before is used again, so that only the first run takes long.
# Nobody runs it, so it is not optimised, which would take twice as long.
# Run as: cmake -DSOURCE_DIR=… -DOUT=… -DGENERATOR=… -DCOMPILER=… -DLAUNCHER=… -P consumer_test.cmake
cmake_minimum_required(VERSION 3.25)

file(MAKE_DIRECTORY "${OUT}")
file(COPY_FILE "${SOURCE_DIR}/tests/consumer/CMakeLists.txt" "${OUT}/CMakeLists.txt" ONLY_IF_DIFFERENT)
file(COPY_FILE "${SOURCE_DIR}/examples/counter/counter.cpp" "${OUT}/main.cpp" ONLY_IF_DIFFERENT)
file(CREATE_LINK "${SOURCE_DIR}" "${OUT}/bonito" SYMBOLIC)

execute_process(COMMAND "${CMAKE_COMMAND}" -S "${OUT}" -B "${OUT}/build" -G "${GENERATOR}"
                        "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
                        "-DCMAKE_CXX_FLAGS_RELEASE=-DNDEBUG"
                COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS "${OUT}/build/CMakeCache.txt" given REGEX "^CMAKE_BUILD_TYPE:")
if(NOT given STREQUAL "CMAKE_BUILD_TYPE:STRING=")
  message(FATAL_ERROR "A build type was given (${given}), so the usual one was not tried.")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --build "${OUT}/build" --parallel 2 COMMAND_ERROR_IS_FATAL ANY)
if(NOT EXISTS "${OUT}/build/panel")
  message(FATAL_ERROR "It built, but there is no program.")
endif()
