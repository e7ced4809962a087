# bonito_add_module() in somebody else's project, in the folder OUT: what it makes, when it makes it again, what it says.
# Run as: cmake -DSOURCE_DIR=… -DOUT=… -DGENERATOR=… -DCOMPILER=… -DNODE=… -P module_test.cmake
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${OUT}")
file(MAKE_DIRECTORY "${OUT}")
file(COPY_FILE "${SOURCE_DIR}/tests/module/CMakeLists.txt" "${OUT}/CMakeLists.txt")
file(WRITE "${OUT}/my-chart.ts" "import { word } from \"./word.ts\";\nexport const said: string = word;\n")
file(WRITE "${OUT}/word.ts" "export const word: string = \"first\";\n")
set(made "${OUT}/build/panel.modules/my_chart.module.cpp")

function(configure result)
  execute_process(COMMAND "${CMAKE_COMMAND}" -S "${OUT}" -B "${OUT}/build" -G "${GENERATOR}" "-DBONITO=${SOURCE_DIR}"
                          "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DBONITO_NODE=${NODE}" ${ARGN}
                  RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")
  set(${result} "${status}: ${text}" PARENT_SCOPE)
endfunction()
function(build result)
  execute_process(COMMAND "${CMAKE_COMMAND}" --build "${OUT}/build" RESULT_VARIABLE status OUTPUT_VARIABLE text
                  ERROR_VARIABLE text)
  set(${result} "${status}: ${text}" PARENT_SCOPE)
endfunction()
function(expect text pattern)
  if(NOT text MATCHES "${pattern}")
    message(SEND_ERROR "This was to match \"${pattern}\":\n${text}")
  endif()
endfunction()

configure(said "-DBONITO_ESBUILD=${OUT}/nowhere")
expect("${said}" "^1.*npm install --save-dev esbuild")
configure(said -DBONITO_ESBUILD=)
expect("${said}" "^0")

build(said)
expect("${said}" "^0.*Making a module of my-chart.ts")
file(READ "${made}" source)
expect("${source}" "first")
build(said)
if(said MATCHES "Making a module")
  message(SEND_ERROR "Nothing had changed, and it was made again.")
endif()

# A file that it imports.
execute_process(COMMAND "${CMAKE_COMMAND}" -E sleep 1.1) # as some file systems know seconds only
file(WRITE "${OUT}/word.ts" "export const word: string = \"second\";\n")
build(said)
expect("${said}" "^0.*Making a module")
file(READ "${made}" source)
expect("${source}" "second")

execute_process(COMMAND "${CMAKE_COMMAND}" -E sleep 1.1)
file(WRITE "${OUT}/word.ts" "import { nothing } from \"no-such-package\";\nexport const word = nothing;\n")
build(said)
expect("${said}" "^[1-9].*word.ts:1.*Could not resolve \"no-such-package\"|Could not resolve \"no-such-package\".*word.ts:1")
