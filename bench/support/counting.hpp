// A line of integers 1, 2, 3, … as data frames of the protocol: what a page that counts is sent.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bonito/base/bytes.hpp"

namespace bonito::bench {

// Frames that set slot 1 to 1, 2, … `values`, each of `bytes` at least.
std::vector<Bytes> counting_frames(std::uint32_t values, std::size_t bytes);

BytesView messages_of(BytesView data_frame) noexcept;

// Reads a frame's messages, which must set `slot` to value + 1 and so on, and leaves the last in `value`.
// False if one is missing, out of order, or something else. It decodes no more than it must, so that it
// is not what is measured.
bool count_on(BytesView messages, std::uint8_t slot, std::uint32_t& value);

}  // namespace bonito::bench
