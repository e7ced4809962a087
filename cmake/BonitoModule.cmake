# bonito_add_module(TARGET FILE [NAME NAME])
# Makes one ES module of FILE (TypeScript or JavaScript), of all that it imports, npm packages among it, and of the
# style sheets and files that those import, and puts it into the program:
#
#   bonito_add_module(panel chart.ts)
#
#   #include "chart.module.hpp"
#   dom::div("id"_a = "chart", bonito::modules::chart());
#
# NAME is FILE's own without its ending, unless given; what no C++ name can hold becomes "_". It is built again when a
# file that it is made of changes. It needs node and esbuild, at build time only: esbuild of the node_modules around
# FILE, or else the one that the library's client is built with. See docs/guides/modules.md.


# The folder of the esbuild package: in the first node_modules upwards from FOLDER, or the client's.
function(bonito_find_esbuild result folder)
  set(BONITO_ESBUILD "" CACHE PATH "The folder of the npm package esbuild; empty: looked for beside each module")
  if(BONITO_ESBUILD)
    set(candidates "${BONITO_ESBUILD}")
  else()
    while(TRUE)
      list(APPEND candidates "${folder}/node_modules/esbuild")
      cmake_path(GET folder PARENT_PATH parent)
      if(parent STREQUAL folder)
        break()
      endif()
      set(folder "${parent}")
    endwhile()
    list(APPEND candidates "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../client/node_modules/esbuild")
  endif()
  foreach(candidate IN LISTS candidates)
    if(EXISTS "${candidate}/package.json")
      set(${result} "${candidate}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

function(bonito_add_module target file)
  cmake_parse_arguments(arg "" "NAME" "" ${ARGN})
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "bonito_add_module() takes a target, a file and maybe NAME: what is \"${arg_UNPARSED_ARGUMENTS}\"?")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "bonito_add_module(${target} …): there is no target ${target}; add it before.")
  endif()
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "bonito_add_module(${target} …): there is no file \"${file}\".")
  endif()
  cmake_path(GET file PARENT_PATH folder)
  bonito_find_esbuild(esbuild "${folder}")
  if(NOT esbuild)
    message(FATAL_ERROR "bonito_add_module(${target} …) makes a module of \"${file}\" with esbuild, which is not there. "
                        "Install it beside the file (npm install --save-dev esbuild, in \"${folder}\" or a folder "
                        "around it), or say where it is: -D BONITO_ESBUILD=/path/to/node_modules/esbuild")
  endif()
  find_program(BONITO_NODE node)
  if(NOT BONITO_NODE)
    message(FATAL_ERROR "bonito_add_module(${target} …) needs node 18 or later to make a module of \"${file}\": install "
                        "it (Debian: apt install nodejs), or say where it is: -D BONITO_NODE=/path/to/node")
  endif()

  if(NOT arg_NAME)
    cmake_path(GET file STEM LAST_ONLY arg_NAME)
  endif()
  string(MAKE_C_IDENTIFIER "${arg_NAME}" name)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/${target}.modules")
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE shown)
  file(CONFIGURE OUTPUT "${out}/${name}.module.hpp" @ONLY CONTENT
"// Made by bonito_add_module from @shown@.
#pragma once
#include <bonito/session/asset.hpp>

namespace bonito::modules {

Asset @name@();

}  // namespace bonito::modules
")
  add_custom_command(
    OUTPUT "${out}/${name}.module.cpp"
    COMMAND "${BONITO_NODE}" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/bundle_module.mjs" --entry "${file}" --name "${name}"
            --out "${out}" --esbuild "${esbuild}"
    DEPENDS "${file}" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/bundle_module.mjs"
    DEPFILE "${out}/${name}.d"
    COMMENT "Making a module of ${shown}" VERBATIM)
  target_sources(${target} PRIVATE "${out}/${name}.module.cpp")
  target_include_directories(${target} PRIVATE "${out}")
  # While one develops, the program reads anew what a later build has written, without being linked again.
  set_property(SOURCE "${out}/${name}.module.cpp" APPEND PROPERTY COMPILE_DEFINITIONS
               "$<$<NOT:$<CONFIG:Release,MinSizeRel>>:BONITO_MODULE_FOLDER=\"${out}\">")
endfunction()
