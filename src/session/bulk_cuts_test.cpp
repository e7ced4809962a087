// Both ways of a page, cut at any moment.
#include <random>

#include "session/bulk_fixture.hpp"

namespace bonito::testing {
namespace {

// Both ways are cut again and again, with whatever is on them.
TEST_F(BulkOfEvery, TellsEveryValueOnceAndInOrderHoweverOftenItsWaysAreLost) {
  std::mt19937 random(1);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  browser.connect();
  std::vector<Value> values;
  // The page, as far as it is in one piece: data frames are read by `browser`, which acknowledges each.
  const auto read = [&] {
    for (browser.settle(); !browser.connection->quiet(); browser.settle()) {
      const Bytes frame = browser.connection->next();
      if (kind_of(frame) == FrameKind::bulk) {
        pieces.take(frame);
        if (!one_in(3)) acknowledge_pieces();
        continue;
      }
      if (kind_of(frame) != FrameKind::data) continue;
      ++browser.received;
      Decoder in(BytesView(frame).subspan(1 + data_header_size));
      while (!in.done()) {
        const auto op = static_cast<ServerOp>(*in.next().value().integer());
        const Value slot = in.next().value();
        if (op == ServerOp::pad) continue;
        const Value first = in.next().value();
        if (op == ServerOp::bulk) {
          pieces.announce(slot, first, in.next().value());
          acknowledge_pieces();
        } else if (op == ServerOp::set) {
          pieces.drop(slot);
          pieces.told.push_back(first);
        } else {
          const auto total = in.next().value();
          const auto bytes = in.next().value();
          static Bytes whole;
          if (*first.integer() == 0) whole.clear();
          pieces.drop();
          const auto part = *bytes.bytes();
          whole.insert(whole.end(), part.begin(), part.end());
          if (static_cast<std::int64_t>(whole.size()) < *total.integer()) continue;
          Decoder message(whole);
          static_cast<void>(message.next().value());
          static_cast<void>(message.next().value());
          pieces.told.push_back(message.next().value());
        }
      }
      if (!one_in(3)) browser.acknowledge();
    }
  };
  const auto read_beside = [&] {
    while (beside && !beside->quiet()) {
      pieces.take(beside->next());
      if (!one_in(3)) acknowledge_pieces();
    }
  };
  for (int step = 0; step < 400; ++step) {
    switch (random() % 8) {
      case 0: open_beside(); break;
      case 1:
        if (beside) lose_beside();
        break;
      case 2:
        browser.session->soft_close();
        browser.connect();
        ASSERT_TRUE(browser.welcome);
        ASSERT_EQ(browser.welcome->mode, Mode::resumed);
        break;
      case 3:
      case 4: read(); break;
      case 5: read_beside(); break;
      default:
        if (values.size() > 60 || one_in(2)) break;
        values.push_back(one_in(2) ? std::to_string(step) : std::to_string(step) + large('x'));
        text.set(std::string(*values.back().text()));
    }
  }
  browser.session->soft_close();
  browser.connect();
  open_beside();
  for (int quiet = 0; quiet < 3; ++quiet) {
    const auto before = pieces.told.size();
    read();
    read_beside();
    browser.acknowledge();
    acknowledge_pieces();
    if (pieces.told.size() != before || !beside->quiet() || !browser.connection->quiet()) quiet = 0;
  }
  ASSERT_EQ(pieces.told.size(), values.size());
  EXPECT_TRUE(pieces.told == values);
}

}  // namespace
}  // namespace bonito::testing
