#include "web/gzip.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

namespace bonito::detail {
namespace {

std::string unpacked(BytesView packed, std::size_t size) {
  std::string content(size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(content.data());
  stream.avail_out = static_cast<uInt>(content.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  content.resize(stream.total_out);
  inflateEnd(&stream);
  return content;
}

TEST(Gzip, WhatIsPackedIsSmallerAndUnpackedTheSame) {
  std::string content;
  for (int i = 0; i < 1000; ++i) content += std::to_string(i) + ",";
  const Bytes packed = gzipped(as_bytes(content));
  EXPECT_LT(packed.size(), content.size());
  EXPECT_EQ(unpacked(packed, content.size()), content);
}

TEST(Gzip, WhatWouldNotGetSmallerIsNotPacked) {
  EXPECT_TRUE(gzipped({}).empty());
  EXPECT_TRUE(gzipped(as_bytes("short")).empty());
}

TEST(Gzip, TextAndItsLikeIsWorthIt) {
  for (const auto* mime : {"text/css; charset=utf-8", "text/plain", "application/json", "image/svg+xml",
                           "application/manifest+json", "application/wasm"}) {
    EXPECT_TRUE(is_worth_gzip(mime, 1024)) << mime;
    EXPECT_FALSE(is_worth_gzip(mime, 1023)) << mime;
  }
}

TEST(Gzip, WhatIsPackedAlreadyIsNot) {
  for (const auto* mime : {"image/png", "font/woff2", "video/mp4", "application/octet-stream", ""}) {
    EXPECT_FALSE(is_worth_gzip(mime, 1'000'000)) << mime;
  }
}

}  // namespace
}  // namespace bonito::detail
