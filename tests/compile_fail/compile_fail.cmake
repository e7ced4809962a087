# Compiles FILE with COMPILER. Its first line says what must come of that: "// compiles", or
# "// error: REGEX", and then it must fail with a message that matches.
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${FILE}" first_line LIMIT_COUNT 1)
execute_process(COMMAND "${COMPILER}" -std=c++20 -fsyntax-only "-I${SOURCE_DIR}/include" "${FILE}"
                RESULT_VARIABLE failed OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(first_line STREQUAL "// compiles")
  if(failed)
    message(FATAL_ERROR "It does not compile:\n${output}")
  endif()
elseif(first_line MATCHES "^// error: (.+)$")
  set(expected "${CMAKE_MATCH_1}")
  if(NOT failed)
    message(FATAL_ERROR "It compiles, but must not.")
  elseif(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "It fails without the sentence \"${expected}\":\n${output}")
  endif()
else()
  message(FATAL_ERROR "The first line says neither \"// compiles\" nor \"// error: REGEX\".")
endif()
