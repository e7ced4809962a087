# Builds the counter as somebody else's project, with each CMakeLists.txt that README.md shows, in the folder OUT: with
# the library in a folder of its own, installed, and fetched (which is only configured, as it would be built once more).
# What was built before is used again, so that only the first run takes long.
# Nobody runs it, so it is not optimised, which would take twice as long.
# Run as: cmake -DSOURCE_DIR=… -DOUT=… -DGENERATOR=… -DCOMPILER=… -DLAUNCHER=… -P consumer_test.cmake
cmake_minimum_required(VERSION 3.25)

# configure(NAME SOURCE [OPTION...]): the project in SOURCE, copied to OUT/NAME.
function(configure name source)
  file(MAKE_DIRECTORY "${OUT}/${name}")
  file(COPY_FILE "${SOURCE_DIR}/tests/consumer/${source}" "${OUT}/${name}/CMakeLists.txt" ONLY_IF_DIFFERENT)
  file(COPY_FILE "${SOURCE_DIR}/examples/counter/counter.cpp" "${OUT}/${name}/main.cpp" ONLY_IF_DIFFERENT)
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${OUT}/${name}" -B "${OUT}/${name}/build" -G "${GENERATOR}"
                          "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
                          "-DCMAKE_CXX_FLAGS_RELEASE=-DNDEBUG" ${ARGN}
                  COMMAND_ERROR_IS_FATAL ANY)
endfunction()
function(build name)
  execute_process(COMMAND "${CMAKE_COMMAND}" --build "${OUT}/${name}/build" --parallel 2 COMMAND_ERROR_IS_FATAL ANY)
  if(NOT EXISTS "${OUT}/${name}/build/panel")
    message(FATAL_ERROR "It built, but there is no program.")
  endif()
endfunction()

file(MAKE_DIRECTORY "${OUT}/folder")
file(CREATE_LINK "${SOURCE_DIR}" "${OUT}/folder/bonito" SYMBOLIC)
configure(folder CMakeLists.txt -DBONITO_INSTALL=ON)
file(STRINGS "${OUT}/folder/build/CMakeCache.txt" given REGEX "^CMAKE_BUILD_TYPE:")
if(NOT given STREQUAL "CMAKE_BUILD_TYPE:STRING=")
  message(FATAL_ERROR "A build type was given (${given}), so the usual one was not tried.")
endif()
build(folder)

file(REMOVE_RECURSE "${OUT}/prefix")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${OUT}/folder/build/bonito" --prefix "${OUT}/prefix"
                COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
configure(installed installed/CMakeLists.txt "-DCMAKE_PREFIX_PATH=${OUT}/prefix")
build(installed)

configure(fetched fetched/CMakeLists.txt "-DFETCHCONTENT_SOURCE_DIR_BONITO=${SOURCE_DIR}")
