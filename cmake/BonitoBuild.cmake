# How this repository builds: one target per layer, one test program per layer, warnings and
# sanitizers for our own code only.
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
if(BONITO_BUILD_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
  # Node 20 or later, for the client's and the browser tests; ./dev setup test installs it.
  file(GLOB node_from_npm "${PROJECT_SOURCE_DIR}/tools/node/node_modules/node-linux-*/bin")
  find_program(BONITO_NODE node HINTS ${node_from_npm} REQUIRED)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The presets of the sanitizers read the library's public headers once for many files. A change of a header then builds
# everything anew, and a file that forgets an #include goes unnoticed: not for the preset dev.
option(BONITO_PRECOMPILE "Precompile the public headers" OFF)
mark_as_advanced(BONITO_PRECOMPILE)

# Faster builds where these are installed; nothing depends on them.
if(PROJECT_IS_TOP_LEVEL)
  find_program(BONITO_CCACHE ccache)
  find_program(BONITO_MOLD mold)
  mark_as_advanced(BONITO_CCACHE BONITO_MOLD)
  if(BONITO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${BONITO_CCACHE}")
    if(BONITO_PRECOMPILE)
      # As ccache's manual says of precompiled headers. By its headers' bytes (depend), never by what the preprocessor
      # makes of them: there a changed comment is no change, and #pragma once does not know the header in an older
      # precompiled one again. The namespace leaves behind what was stored that way.
      list(PREPEND CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros
           CCACHE_DEPEND=1 CCACHE_NAMESPACE=bonito-precompiled)
    endif()
  endif()
  if(BONITO_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()

# Flags for every target of this repository. Never exported.
add_library(bonito_flags INTERFACE)
target_compile_options(bonito_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                                              $<$<BOOL:${BONITO_WERROR}>:-Werror>)
# When g++ 12 optimises, it sees overlaps and overruns in its own std::string and std::vector that are not there
# (GCC's bug 105651 and its likes). The debug build and the sanitizers look for real ones.
set(BONITO_DECEIVED "-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread")
target_compile_options(bonito_flags INTERFACE "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:${BONITO_DECEIVED}>")
if(BONITO_SANITIZE)
  # A list of sanitizers holds a comma, so it stays out of generator expressions.
  add_compile_options(-fsanitize=${BONITO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BONITO_SANITIZE})
  # With one, g++ warns of std::optional's storage, as its manual says it may; and of what it warns of in releases.
  target_compile_options(bonito_flags INTERFACE
                         "$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized;${BONITO_DECEIVED}>")
endif()
# Where libFuzzer is to be had, the layers tell it which of their code an input has reached (tests/fuzz).
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND BONITO_SANITIZE MATCHES "address")
  set(BONITO_LIBFUZZER ON)
endif()

# Boost.Asio and Boost.Beast, compiled once: a unit that includes all of Beast costs most of a minute.
add_library(bonito_beast STATIC "${PROJECT_SOURCE_DIR}/cmake/beast.cpp")
find_package(Boost 1.74 REQUIRED)
target_link_libraries(bonito_beast PUBLIC $<BUILD_INTERFACE:Boost::boost> Threads::Threads)
target_compile_definitions(bonito_beast PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                               BOOST_ASIO_NO_DEPRECATED)
if(BONITO_SANITIZE MATCHES "thread") # it does not understand fences; Asio's locks are enough
  target_compile_definitions(bonito_beast PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

# What every layer of that name, or every test, includes; see BONITO_PRECOMPILE.
function(bonito_precompile target)
  if(BONITO_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    else()
      target_compile_options(${target} PRIVATE -fpch-preprocess)
    endif()
  endif()
endfunction()

# bonito_layer(NAME [USES LAYER...] [LIBRARIES TARGET...])
# The layer's target bonito_NAME (alias bonito::NAME), from every src/NAME/*.cpp that is no test.
function(bonito_layer name)
  cmake_parse_arguments(arg "" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM arg_USES PREPEND bonito_)
  add_library(bonito_${name} STATIC ${sources})
  add_library(bonito::${name} ALIAS bonito_${name})
  target_compile_features(bonito_${name} PUBLIC cxx_std_20)
  target_include_directories(bonito_${name} PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
                                            PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(bonito_${name} PUBLIC ${arg_USES} PRIVATE ${arg_LIBRARIES} $<BUILD_INTERFACE:bonito_flags>)
  if(BONITO_LIBFUZZER)
    target_compile_options(bonito_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/bonito/${name}/*.hpp")
  bonito_precompile(bonito_${name} ${headers})
  set_property(GLOBAL APPEND PROPERTY BONITO_LAYERS ${name})
endfunction()

# With sanitizers, clang takes twice as long to optimise a test program as to compile it, and few run for long.
set(BONITO_QUICK_TEST_OPTIONS "")
if(BONITO_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(BONITO_QUICK_TEST_OPTIONS -O0)
endif()

# The same headers for all tests, precompiled once.
function(bonito_precompile_test name)
  if(NOT BONITO_PRECOMPILE)
    return()
  endif()
  if(NOT TARGET bonito_test_headers)
    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/test_headers.cpp" CONTENT "")
    add_library(bonito_test_headers OBJECT "${PROJECT_BINARY_DIR}/generated/test_headers.cpp")
    target_include_directories(bonito_test_headers PRIVATE "${PROJECT_SOURCE_DIR}/include")
    target_compile_options(bonito_test_headers PRIVATE ${BONITO_QUICK_TEST_OPTIONS})
    target_link_libraries(bonito_test_headers PRIVATE GTest::gtest GTest::gmock bonito_flags)
    bonito_precompile(bonito_test_headers <gmock/gmock.h> <gtest/gtest.h> <bonito/bonito.hpp>)
  endif()
  target_precompile_headers(${name} REUSE_FROM bonito_test_headers)
endfunction()

# bonito_test(NAME [LESS_SANITIZED] SOURCES FILE... [LIBRARIES TARGET...] [PROPERTIES NAME VALUE...])
# A GoogleTest program whose every test is a test of ctest, with these properties. Under sanitizers a process takes long
# to start, so that many tests share one: a quarter of the program is a test. LESS_SANITIZED: they make it so slow that it
# does less there, which BONITO_SANITIZED tells it.
function(bonito_test name)
  cmake_parse_arguments(arg "LESS_SANITIZED" "" "SOURCES;LIBRARIES;PROPERTIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_compile_definitions(${name} PRIVATE BONITO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main bonito_flags)
  if(NOT (arg_LESS_SANITIZED AND BONITO_QUICK_TEST_OPTIONS))
    target_compile_options(${name} PRIVATE ${BONITO_QUICK_TEST_OPTIONS})
    bonito_precompile_test(${name})
  endif()
  if(arg_LESS_SANITIZED AND BONITO_SANITIZE)
    target_compile_definitions(${name} PRIVATE BONITO_SANITIZED)
  endif()
  if(NOT BONITO_REPEAT_TESTS AND NOT arg_LESS_SANITIZED)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    return()
  endif()
  if(NOT BONITO_SANITIZE OR arg_LESS_SANITIZED)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 1800 ${arg_PROPERTIES})
    return()
  endif()
  foreach(quarter RANGE 3)
    add_test(NAME ${name}.${quarter} COMMAND ${name})
    set_tests_properties(${name}.${quarter} PROPERTIES
      ENVIRONMENT "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${quarter}" FAIL_REGULAR_EXPRESSION "SKIPPED" TIMEOUT 1800
      ${arg_PROPERTIES})
  endforeach()
endfunction()

# One test program per layer, from the *_test.cpp beside its sources.
function(bonito_layer_tests)
  get_property(layers GLOBAL PROPERTY BONITO_LAYERS)
  foreach(layer IN LISTS layers)
    file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/${layer}/*_test.cpp")
    if(sources)
      bonito_test(bonito_${layer}_test SOURCES ${sources} LIBRARIES bonito_${layer})
    endif()
  endforeach()
endfunction()
