// What a page of the conformance kit runs: client/dist/echo.js, in this program's own memory.
// Owner: the program. Thread: any. Failure: none.
#pragma once
#include <cstddef>
#include <span>

namespace bonito::testing {

std::span<const std::byte> echo_script();

}  // namespace bonito::testing
