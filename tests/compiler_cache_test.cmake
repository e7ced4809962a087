# Precompiles a header in FOLDER, changes a comment in it, and builds a file that includes it once more: what LAUNCHER
# (a compiler cache) has stored of the older header must not be taken for the newer one's.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
set(ENV{CCACHE_DIR} "${FOLDER}/cache")
separate_arguments(compiler UNIX_COMMAND "${LAUNCHER} ${COMPILER} -std=c++20 -fpch-preprocess")

function(build returned comment)
  file(WRITE "${FOLDER}/header.hpp" "#pragma once\n// ${comment}\nstruct Header { int value; };\n")
  file(WRITE "${FOLDER}/precompiled.hpp" "#include \"header.hpp\"\n")
  file(WRITE "${FOLDER}/uses.cpp" "#include \"header.hpp\"\nint uses() { return Header{${returned}}.value; }\n")
  # A cache trusts no file that is as young as the compilation.
  execute_process(COMMAND touch -d "1 hour ago" header.hpp precompiled.hpp uses.cpp WORKING_DIRECTORY "${FOLDER}"
                  COMMAND_ERROR_IS_FATAL ANY)
  execute_process(
    COMMAND ${compiler} -x c++-header -MD -MF precompiled.d -o precompiled.hpp.gch -c precompiled.hpp
    COMMAND_ERROR_IS_FATAL ANY WORKING_DIRECTORY "${FOLDER}")
  execute_process(
    COMMAND ${compiler} -Winvalid-pch -include "${FOLDER}/precompiled.hpp" -MD -MF uses.d -o uses.o -c uses.cpp
    COMMAND_ERROR_IS_FATAL ANY WORKING_DIRECTORY "${FOLDER}")
endfunction()

build(1 "a comment")
build(2 "another comment")
