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

# Faster builds where these are installed; nothing depends on them.
if(PROJECT_IS_TOP_LEVEL)
  find_program(BONITO_CCACHE ccache)
  find_program(BONITO_MOLD mold)
  mark_as_advanced(BONITO_CCACHE BONITO_MOLD)
  if(BONITO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${BONITO_CCACHE}")
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
target_compile_options(bonito_flags INTERFACE
                       "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>")
if(BONITO_SANITIZE)
  # A list of sanitizers holds a comma, so it stays out of generator expressions.
  add_compile_options(-fsanitize=${BONITO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BONITO_SANITIZE})
  # With one, g++ warns of std::optional's storage, as its manual says it may.
  target_compile_options(bonito_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
# Where libFuzzer is to be had, the layers tell it which of their code an input has reached (tests/fuzz).
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND BONITO_SANITIZE MATCHES "address")
  set(BONITO_LIBFUZZER ON)
endif()

# Boost.Asio and Boost.Beast, compiled once: a unit that includes all of Beast costs most of a minute.
add_library(bonito_beast STATIC "${PROJECT_SOURCE_DIR}/cmake/beast.cpp")
find_package(Boost 1.74 REQUIRED)
target_link_libraries(bonito_beast PUBLIC Boost::boost Threads::Threads)
target_compile_definitions(bonito_beast PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
                                               BOOST_ASIO_NO_DEPRECATED)
if(BONITO_SANITIZE MATCHES "thread") # it does not understand fences; Asio's locks are enough
  target_compile_definitions(bonito_beast PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)
endif()

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
  target_include_directories(bonito_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include" PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(bonito_${name} PUBLIC ${arg_USES} PRIVATE ${arg_LIBRARIES} $<BUILD_INTERFACE:bonito_flags>)
  if(BONITO_LIBFUZZER)
    target_compile_options(bonito_${name} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  set_property(GLOBAL APPEND PROPERTY BONITO_LAYERS ${name})
endfunction()

# bonito_test(NAME SOURCES FILE... [LIBRARIES TARGET...] [PROPERTIES NAME VALUE...])
# A GoogleTest program whose every test is a test of ctest, with these properties.
function(bonito_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES;PROPERTIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_compile_definitions(${name} PRIVATE BONITO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main bonito_flags)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120 ${arg_PROPERTIES})
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
