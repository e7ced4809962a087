// A raw client of streams (protocol/README.md, "Streams"): server-sent events come, and POSTs go, over plain sockets.
//
//   auto stream = RawStream::open(port, "/_bonito/stream/ID").value();
//   stream.send(hello_frame({}));
//   auto frame = stream.receive(5s);
//
// Owner: a RawStream owns its connection; each POST has one of its own. Thread: one at a time, all calls block.
// Failure: a Result, a status, or nothing; never an exception.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "support/raw_client.hpp"

namespace bonito::test {

// A frame after its length, as a POST's body has it.
std::string with_length(BytesView frame);

class RawStream {
 public:
  // Sends the GET and waits for the head. An answer other than 200 is Errc::refused, with the status in the message.
  static Result<RawStream> open(std::uint16_t port, const std::string& target, const Headers& headers = {});

  // The next frame, or nothing when the stream has ended or the time is over. What `open` tells is taken on the way.
  std::optional<Bytes> receive(std::chrono::milliseconds timeout);
  // The token, once it has come.
  const std::string& token(std::chrono::milliseconds timeout = std::chrono::seconds(60));
  // The next POST, with these frames. Its status; 0 if there was no answer.
  int send(BytesView frame) { return post(with_length(frame), ++posts_); }
  int post(const std::string& body, std::uint64_t number);
  // The same before it is answered.
  RawTcp begin_post(const std::string& body, std::uint64_t number);
  void count_post() noexcept { ++posts_; }  // one of those was
  // Whether the POST that has begun last is held back: the next but one is refused then. Else that was taken, and
  // counts.
  bool is_waiting_for_answer();
  std::uint64_t posts() const noexcept { return posts_; }
  const Response& head() const noexcept { return head_; }
  std::size_t comments() const noexcept { return comments_; }
  bool has_ended() const noexcept { return ended_; }  // in good order, as far as it has read

 private:
  RawStream(RawTcp tcp, std::uint16_t port, std::string target, Headers headers);
  bool read_event(std::string& name, std::string& data, std::chrono::steady_clock::time_point deadline);
  bool read_line(std::string& line, std::chrono::steady_clock::time_point deadline);

  RawTcp tcp_;
  std::uint16_t port_;
  std::string target_;
  Headers headers_;  // of every request
  Response head_;
  std::string chunks_;  // received, not yet text
  std::string text_;    // not yet lines
  std::string token_;
  std::uint64_t posts_ = 0;
  std::size_t comments_ = 0;
  bool ended_ = false;
};

}  // namespace bonito::test
