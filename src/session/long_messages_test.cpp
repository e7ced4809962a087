#include "session/long_messages.hpp"

#include <gtest/gtest.h>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {
namespace {

class Place final : public Binding {
 public:
  Place() noexcept : Binding(5, nullptr, Delivery::latest) {}
  std::optional<LongMessage> write(FrameEnd, const Live::Snapshot&) override { return std::nullopt; }
  bool start_anew(std::uint64_t) override { return false; }
};

constexpr std::size_t head = 11, body = 100'000;

void add_one(LongMessages& all) {
  auto bytes = std::make_shared<const Bytes>(body, std::byte{1});
  const BytesView view = *bytes;
  all.add(std::make_shared<Place>(), {Bytes(head, std::byte{2}), {std::move(bytes), view}}, body);
}

std::size_t count_pads(BytesView messages) {
  std::size_t pads = 0;
  for (Decoder in(messages);; ++pads) {
    const auto opcode = in.next().value().unsigned_integer();
    if (opcode != static_cast<std::uint64_t>(ServerOp::pad)) return pads;
    static_cast<void>(in.next());
  }
}

TEST(LongMessages, OneThatGoesInOnePartStandsAtAMultipleOfEight) {
  for (std::size_t before = 0; before < 8; ++before) {
    LongMessages all;
    add_one(all);
    Bytes frame(before);
    const auto part = all.take(frame, head + body, 0);
    EXPECT_EQ((frame.size() - head) % 8, 0u);
    EXPECT_EQ(part.tail.bytes.size(), body);
    EXPECT_EQ(count_pads(BytesView(frame).subspan(before)), 1u);
    EXPECT_TRUE(all.empty());
  }
}

TEST(LongMessages, OneThatGoesInSeveralPartsNeedsNoPadding) {
  LongMessages all;
  add_one(all);
  std::size_t sent = 0;
  while (!all.empty()) {
    Bytes frame;
    const auto part = all.take(frame, 40'000, 0);
    EXPECT_EQ(count_pads(frame), 0u);
    sent += part.tail.bytes.size();
  }
  EXPECT_EQ(sent, body);
}

}  // namespace
}  // namespace bonito::detail
