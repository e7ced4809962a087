#include "bonito/base/payload.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

Bytes bytes_of(std::string_view text) {
  const BytesView view = as_bytes(text);
  return {view.begin(), view.end()};
}

SharedBytes shared(std::string_view text) {
  auto kept = std::make_shared<const Bytes>(bytes_of(text));
  return {kept, *kept};
}

TEST(Payload, IsItsPiecesInOrder) {
  const Payload payload(as_bytes("head "), shared("first "), shared("second"));
  EXPECT_EQ(payload.size(), 17u);
  EXPECT_EQ(as_text(payload.flat()), "head first second");
}

TEST(Payload, OfBytesIsThoseBytesHoweverMany) {
  for (const std::size_t size : {0u, 1u, 16u, 17u, 100'000u}) {
    const Bytes bytes(size, std::byte{7});
    const Payload payload(bytes);
    EXPECT_EQ(payload.size(), size);
    EXPECT_EQ(payload.flat(), bytes);
  }
}

TEST(Payload, KeepsAliveWhatItLooksAtAndCopiesNone) {
  auto samples = std::make_shared<const Bytes>(Bytes(1000));
  const std::weak_ptr<const Bytes> watched = samples;
  const auto* place = samples->data();
  auto payload = std::make_unique<Payload>(BytesView(), SharedBytes(), SharedBytes{samples, *samples});
  samples.reset();
  EXPECT_EQ(payload->pieces()[2].data(), place);
  const Payload copy = *payload;
  payload.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(copy.pieces()[2].data(), place);
}

}  // namespace
}  // namespace bonito
