// What every fuzz target has: the function that takes one input, and the properties that hold whatever it is.
//
//   int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//     const auto value = decode(std::as_bytes(std::span(data, size)));
//     if (!value) require_error(value.error());
//     …
//
// Whoever calls it: libFuzzer, or replay.cpp. Thread: one at a time. Failure: a property that does not hold ends the
// program, which is how a fuzzer is told.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "bonito/base/error.hpp"
#include "bonito/wire/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace bonito::fuzz {

// What should hold, as a sentence that says so.
inline void require(bool holds, std::string_view property, std::string_view detail = "") {
  if (holds) return;
  std::cerr << "This does not hold: " << property << ' ' << detail << std::endl;
  std::abort();
}

// Text that people, terminals and close frames are shown, whatever of the input is in it.
inline void require_sentence(std::string_view text) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  require(is_utf8(text), "A sentence is UTF-8.");
  require(!text.empty() && (text.ends_with('.') || text.ends_with('!')), "A sentence ends as one.", text);
  require(text.size() < 1000, "A sentence is no longer than one reads.", text);
  require(std::none_of(text.begin(), text.end(), is_control), "A sentence is on one line.", text);
}

inline void require_error(const Error& error) {
  require(error.code == Errc::bad_payload || error.code == Errc::too_large, "An error says whose fault it is.");
  require_sentence(error.message);
}

}  // namespace bonito::fuzz
