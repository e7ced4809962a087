// Stranger: the other end of a session's line, which says what the input says: any bytes as frames, on several
// connections that come, go and are congested at any moment. What the session answers is checked; where something is
// not right, the program ends (require).
//
//   Stranger stranger(browser.session);
//   stranger.follow(Input(bytes), [&](Input& more) { … });   // called whenever the session is at rest
//
// An input is a row of commands, a byte each, with arguments: stranger.cpp has the table. The session's strand is held
// until a command lets it go on, so that an input does the same each time.
//
// Owner: a value. Thread: one at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "fuzz/input.hpp"
#include "session/session_fixture.hpp"
#include "wire/joined_frame.hpp"

namespace bonito::fuzz {

class Stranger {
 public:
  explicit Stranger(std::shared_ptr<Session> session) noexcept : session_(std::move(session)) {}

  void follow(Input input, const std::function<void(Input&)>& at_rest);
  void leave();  // all connections are lost
  // The session has ended: so have all connections, each with a bye.
  void require_farewell();

 private:
  // One connection, as far as the session has been heard on it.
  struct Line {
    std::uint64_t number;
    std::shared_ptr<testing::MemoryConnection> connection;
    bool lost = false;
    std::optional<std::uint64_t> expected{};  // number of the next data frame, once there was a welcome
    std::optional<Bye> bye{};
    detail::JoinedFrame joined{};  // of what is compressed
  };

  bool obey(Input& input);  // false: the session may go on
  void connect(bool notices);
  void say(BytesView frame);
  void say_hello(std::byte instance, std::uint8_t missing, bool compressed);
  Bytes with_header(BytesView messages);  // a data frame with the numbers that are due
  void flood();
  void lose(std::uint64_t number);
  void congest(bool congested);
  void listen();
  void hear(Line& line, const Bytes& written);
  void welcome(Line& line, const Welcome& welcome);
  void read(Line& line, BytesView body);
  detail::Link& link() const;

  std::shared_ptr<Session> session_;
  std::vector<Line> lines_;
  Bytes last_said_;
  std::uint64_t received_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace bonito::fuzz
