# Writes client/dist/echo.js as a C++ source: cmake -D DIST=FOLDER -D OUT=FILE -P embed_echo.cmake
file(READ "${DIST}/echo.js" hex HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
file(WRITE "${OUT}" "// Made by cmake/embed_echo.cmake from client/dist.
#include \"testing/echo_script.hpp\"

namespace bonito::testing {
namespace {

constexpr unsigned char script[] = {${bytes}};

}  // namespace

std::span<const std::byte> echo_script() { return std::as_bytes(std::span(script)); }

}  // namespace bonito::testing
")
