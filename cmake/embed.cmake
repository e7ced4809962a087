# Writes the files of client/dist as a C++ source: cmake -D DIST=FOLDER -D OUT=FILE -P embed.cmake
set(source "// Made by cmake/embed.cmake from client/dist.
#include \"session/client_files.hpp\"

namespace bonito::detail {
namespace {

")

function(embed variable file)
  file(READ "${DIST}/${file}" hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(APPEND source "constexpr unsigned char ${variable}[] = {${bytes}};\n")
  set(source "${source}" PARENT_SCOPE)
endfunction()

# Those that pages load on demand.
set(modules "")
file(GLOB names RELATIVE "${DIST}/modules" "${DIST}/modules/*.js")

embed(script bonito.js)
embed(script_brotli bonito.js.br)
embed(script_gzip bonito.js.gz)
embed(icon icon.svg)
foreach(file IN LISTS names)
  cmake_path(GET file STEM name)
  embed("module_${name}" "modules/${file}")
  string(APPEND modules "      {\"${file}\", \"text/javascript; charset=utf-8\", \
std::as_bytes(std::span(module_${name})), {}, {}},\n")
endforeach()

string(APPEND source "
}  // namespace

std::span<const EmbeddedFile> client_files() {
  static const EmbeddedFile files[] = {
      {\"bonito.js\", \"text/javascript; charset=utf-8\", std::as_bytes(std::span(script)),
       std::as_bytes(std::span(script_brotli)), std::as_bytes(std::span(script_gzip))},
      {\"icon.svg\", \"image/svg+xml\", std::as_bytes(std::span(icon)), {}, {}},
  };
  return files;
}

std::span<const EmbeddedFile> client_modules() {
  static const EmbeddedFile files[] = {
${modules}  };
  return files;
}

}  // namespace bonito::detail
")
file(WRITE "${OUT}" "${source}")
