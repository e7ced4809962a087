// RawSession: the browser's half of protocol/README.md, without a browser and without a socket. It numbers and
// acknowledges, keeps what it said until that is acknowledged, and after a loss says it again.
//
//   RawSession session;
//   session.begin();                                            // a connection is open
//   session.event(2);
//   while (auto frame = session.next_frame()) send(*frame);     // after each of these calls
//   const auto understood = session.receive(frame);             // whatever comes
//   while (auto message = session.next_message()) …             // {opcode, arguments…}
//
// It is strict: a server that does not do what the document says is told on by the Error (bad_payload) that receive()
// answers; that connection is over. Owner: a value; it outlives its connections. Thread: one at a time.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "bonito/wire/value.hpp"
#include "wire/joined_frame.hpp"

namespace bonito::test {

// When the page tells what it has applied: after every frame; only in the header of what it says itself; never.
enum class Acknowledge { at_once, with_data, never };

// The next message of the server's: {opcode, arguments…}, of a patch {opcode, slot, steps…}.
Result<Value::List> read_message(Decoder& in);

class RawSession {
 public:
  explicit RawSession(Acknowledge acknowledge = Acknowledge::at_once);

  // A new connection: hello is the next frame, and nothing else until the welcome has come.
  void begin();
  Result<bool> receive(BytesView frame);
  // What is to be sent next on this connection; nothing while there is nothing.
  std::optional<Bytes> next_frame();

  // Kept until acknowledged. False if as much is kept as may be.
  bool event(std::uint32_t slot, const Value::List& fields = {});
  bool notify(std::uint32_t slot, const Value& value);
  // What the server said, in order, as {opcode, arguments…}: parts have become whole, paddings are left out.
  std::optional<Value::List> next_message();

  const std::array<std::byte, 16>& instance() const noexcept { return instance_; }
  const std::optional<Welcome>& welcome() const noexcept { return welcome_; }  // of this connection
  const std::optional<Bye>& bye() const noexcept { return bye_; }              // of this connection
  std::uint64_t received() const noexcept { return received_; }                // number of the newest data frame
  std::uint64_t sent() const noexcept { return sent_; }                        // of ours, kept or sent
  std::uint64_t acknowledged() const noexcept { return acknowledged_; }        // of ours
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }            // of the newest data frame
  std::optional<std::uint32_t> mirror(std::string_view name) const;            // its slot, once it is introduced

 private:
  struct Parts {
    std::uint64_t total = 0;
    Bytes bytes;
  };
  bool say(BrowserOp opcode, std::uint32_t slot, const Value& argument);
  std::optional<Error> receive_welcome(BytesView body);
  std::optional<Error> receive_data(BytesView frame);
  std::optional<Error> receive_acknowledgement(std::uint16_t ack);
  std::optional<Error> receive_messages(Decoder& in);
  std::optional<Error> apply(Value::List message);
  std::optional<Error> apply_part(std::uint32_t slot, const Value::List& message);
  void forget_up_to(std::uint64_t number);

  Acknowledge acknowledge_;
  std::array<std::byte, 16> instance_{};

  // Of this connection.
  std::deque<Bytes> control_;  // hellos and pongs to be sent
  std::optional<Welcome> welcome_;
  std::optional<Bye> bye_;
  std::uint64_t next_ = 1;  // number of our frame that is to be sent next
  bool acknowledgement_due_ = false;
  detail::JoinedFrame joined_;

  // Across connections. Frames are counted from 1, and not modulo anything.
  std::uint64_t received_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t transmitted_ = 0;  // of those, the newest that was ever on its way
  std::uint64_t acknowledged_ = 0;
  std::deque<Bytes> kept_;  // those after acknowledged_
  std::map<std::uint32_t, Parts> parts_;
  std::map<std::string, std::uint32_t, std::less<>> mirrors_;
  std::deque<Value::List> messages_;
  std::size_t frame_bytes_ = 0;
};

}  // namespace bonito::test
