// A page with a second way for long messages, as a browser has it.
#pragma once
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {

// What a page does with bulk frames: protocol/README.md, "Bulk".
class Pieces {
 public:
  void announce(const Value& slot, const Value& first, const Value& total) {
    slot_ = slot;
    next_ = static_cast<std::uint16_t>(*first.integer());
    whole_.clear();
    total_ = static_cast<std::size_t>(*total.integer());
    for (const auto& [seq, piece] : std::exchange(early_, {})) add(seq, piece);
  }
  void take(const Bytes& frame) {
    const auto seq = parse_bulk_ack(body_of(frame).first(bulk_header_size)).value();
    const auto piece = body_of(frame).subspan(bulk_header_size);
    add(seq, {piece.begin(), piece.end()});
  }
  void drop(const Value& slot) {
    if (slot == slot_) total_ = 0;
  }
  void drop() { total_ = 0; }
  std::optional<std::uint16_t> received() const {
    if (!next_) return std::nullopt;
    return static_cast<std::uint16_t>(*next_ - 1);
  }

  std::vector<Value> told;  // of the messages that are complete

 private:
  void add(std::uint16_t seq, const Bytes& piece) {
    const auto ahead = next_ ? static_cast<std::int16_t>(seq - *next_) : std::int16_t{1};
    if (ahead > 0) early_.emplace_back(seq, piece);
    if (ahead != 0 || total_ == 0) return;
    ++*next_;
    whole_.insert(whole_.end(), piece.begin(), piece.end());
    ASSERT_LE(whole_.size(), total_);
    if (whole_.size() < total_) return;
    total_ = 0;
    Decoder in(whole_);
    ASSERT_EQ(in.next().value(), Value(static_cast<int>(ServerOp::set)));
    ASSERT_EQ(in.next().value(), slot_);
    told.push_back(in.next().value());
  }

  Value slot_;
  std::optional<std::uint16_t> next_;  // until a message is announced, none is due
  std::size_t total_ = 0;              // 0: there is no such message
  Bytes whole_;
  std::vector<std::pair<std::uint16_t, Bytes>> early_;
};

inline std::string large(char letter) { return std::string(200'000, letter); }
inline bool is_bulk(const Value::List& message) { return message[0] == Value(static_cast<int>(ServerOp::bulk)); }
inline bool is_part(const Value::List& message) { return message[0] == Value(static_cast<int>(ServerOp::part)); }

class Bulk : public SessionTest {
 protected:
  const Registration dual = force_connection<DualWebSocketConnection>();
  const Observable<std::string> text{"…"};
  const Observable<int> count{0};
  const Delivery delivery = Delivery::latest;
  Browser browser{registry,
                  App([=, this] { return dom::p(dom::b(text.deliver(delivery)), dom::i(count.deliver(delivery))); })};
  std::shared_ptr<MemoryConnection> beside;
  Attachment attachment;
  Pieces pieces;
  Messages others;  // than announcements

  explicit Bulk(Delivery how = Delivery::latest) : delivery(how) {}

  DualWebSocketConnection& connection() {
    return dynamic_cast<DualWebSocketConnection&>(*browser.session->connection());
  }
  void open_beside() {
    beside = std::make_shared<MemoryConnection>();
    attachment = connection().bulk_handler().attach(*browser.session, beside);
    browser.settle();
  }
  void lose_beside() {
    beside->close();
    EXPECT_EQ(attachment.closed(), LoopEnd::superseded);
    browser.settle();
  }
  void connect() {
    browser.connect();
    open_beside();
    browser.messages();
  }
  // Of bulk frames, wherever they come.
  std::size_t take_pieces(MemoryConnection& from, std::size_t most = SIZE_MAX) {
    std::size_t taken = 0;
    for (; taken < most && !from.quiet(); ++taken) pieces.take(from.next());
    return taken;
  }
  void acknowledge_pieces() {
    if (const auto received = pieces.received()) browser.session->process_message(bulk_frame(*received));
    browser.settle();
  }
  void take_announcements() {
    for (const auto& message : browser.messages()) {
      is_bulk(message) ? pieces.announce(message[1], message[2], message[3]) : others.push_back(message);
    }
  }
  // Until nothing more comes.
  void take_all(MemoryConnection& from) {
    take_announcements();
    while (take_pieces(from) > 0) {
      acknowledge_pieces();
      take_announcements();
    }
  }
};

class BulkOfEvery : public Bulk {
 protected:
  BulkOfEvery() : Bulk(Delivery::every) {}
};

}  // namespace bonito::testing
