// The frames that the conformance kit sends, and what it says of those that came. client/src/echo.ts has the same.
//
// A test frame is made from a seed, its index and its size. Like most frames of a session it begins with a zero; the
// rest is noise. A command, and its answer, is a data frame with a mark and one MessagePack list; so is the hello,
// whose kind is that.
//
// Values, any thread. Failure: what is no command has none.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bonito/base/payload.hpp"
#include "bonito/wire/frame.hpp"
#include "bonito/wire/value.hpp"

namespace bonito::testing {

// What is remembered of a frame.
struct Digest {
  std::uint32_t size = 0;
  std::uint32_t hash = 0;
  friend bool operator==(const Digest&, const Digest&) = default;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};
using Digests = std::vector<Digest>;
using Sizes = std::vector<std::size_t>;

Digest digest_of(BytesView frame) noexcept;
Bytes test_frame(std::uint32_t seed, std::uint32_t index, std::size_t size);
Payload in_pieces(Bytes frame);  // three of them, as the session writes large ones

Bytes command_frame(FrameKind kind, const Value::List& content);
std::optional<Value::List> parse_command(BytesView frame);

// As they travel: numbers of 32 bits.
Bytes packed(const Sizes& sizes);
Bytes packed(const Digests& digests);
Sizes unpack_sizes(BytesView packed);
Digests unpack_digests(BytesView packed);

}  // namespace bonito::testing
