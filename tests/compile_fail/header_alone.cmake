# Every header of HEADERS (relative to SOURCE_DIR/include, separated by commas) compiles alone, without
# warnings, and includes nothing but the standard library and this one.
cmake_minimum_required(VERSION 3.25)

string(REPLACE "," ";" headers "${HEADERS}")
foreach(header IN LISTS headers)
  file(STRINGS "${SOURCE_DIR}/include/${header}" includes REGEX "^ *# *include")
  foreach(include IN LISTS includes)
    if(NOT include MATCHES "^ *# *include (<[a-z_]+>|\"bonito/[a-z_/]+\\.hpp\")")
      message(SEND_ERROR "${header} says '${include}': a public header includes only std and bonito.")
    endif()
  endforeach()
  execute_process(COMMAND "${COMPILER}" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
                          "-I${SOURCE_DIR}/include" -include "${header}" -x c++ /dev/null
                  RESULT_VARIABLE failed ERROR_VARIABLE output)
  if(failed)
    message(SEND_ERROR "${header} does not compile alone:\n${output}")
  endif()
endforeach()
