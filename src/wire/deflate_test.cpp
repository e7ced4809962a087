#include "wire/deflate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "bonito/wire/limits.hpp"

namespace bonito::detail {
namespace {

Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

Bytes noise(std::size_t size) {
  std::mt19937 random(7);
  Bytes bytes(size);
  std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
  bytes[0] = std::byte{};
  return bytes;
}

TEST(Deflate, AFrameComesBackAsItWasOfHoweverManyPieces) {
  const auto body = std::make_shared<const Bytes>(bytes_of(std::string(100'000, 'a')));
  const auto tail = std::make_shared<const Bytes>(bytes_of(std::string(100'000, 'b')));
  const Payload frame(bytes_of(std::string_view("\0head", 5)), {body, *body}, {tail, *tail});
  const Bytes packed = deflated(frame).flat();
  EXPECT_LT(packed.size(), 2000u);
  EXPECT_TRUE(is_deflated(packed));
  EXPECT_EQ(inflated(packed, max_frame_from_browser).value(), frame.flat());
}

TEST(Deflate, WhatIsSmallOrDoesNotGetSmallerStaysAsItIs) {
  const Bytes small = bytes_of("\3");
  EXPECT_EQ(deflated(small).flat(), small);
  EXPECT_EQ(deflated(noise(100'000)).flat(), noise(100'000));
}

TEST(Deflate, AFrameIsNotInflatedBeyondTheLimit) {
  const Bytes packed = deflated(Bytes(1'000'000)).flat();
  EXPECT_EQ(inflated(packed, 1'000'000).value().size(), 1'000'000u);
  EXPECT_EQ(inflated(packed, 999'999).error().code, Errc::too_large);
}

TEST(Deflate, WhatIsNoDeflatedFrameIsRefused) {
  const Bytes whole = deflated(Bytes(1000)).flat();
  const Bytes cut(whole.begin(), whole.end() - 1);
  EXPECT_EQ(inflated(cut, 10'000).error().code, Errc::bad_payload);
  Bytes more = whole;
  more.push_back(std::byte{1});
  EXPECT_EQ(inflated(more, 10'000).error().code, Errc::bad_payload);
  EXPECT_EQ(inflated(bytes_of("\x80"), 10'000).error().code, Errc::bad_payload);
  Bytes strange = noise(500);
  strange[0] = std::byte{0x80};
  EXPECT_FALSE(inflated(strange, 10'000));
}

}  // namespace
}  // namespace bonito::detail
