// Line: a connection in the model, with what is on its way in both directions. It looks at what the server writes.
//
// Owner: the world, and the session while it is connected. Thread: what Channel has, any; the rest is for
// whoever plays, while the session's strand rests.
#pragma once
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "bonito/session/channel.hpp"
#include "wire/joined_frame.hpp"

namespace bonito::model {

class Line final : public Channel {
 public:
  // Page `its_page` opened it; `greetings` counts the welcomes that were written to all lines of the session.
  Line(std::size_t its_page, bool congested, std::atomic<int>& greetings)
      : page(its_page), congested_(congested), greetings_(greetings) {}

  Sent write(Payload frame) override;
  bool is_open() const noexcept override { return !closed_ && !dead_; }
  bool notices_loss() const noexcept override { return true; }
  void close() noexcept override { closed_ = true; }
  void close_because(const Bye& bye) noexcept override;

  std::optional<Bytes> next();  // from the server
  bool quiet() const;
  bool is_congested() const noexcept { return congested_; }
  void congest(bool congested) noexcept { congested_ = congested; }
  bool is_dead() const noexcept { return dead_; }
  void die() noexcept { dead_ = true; }  // takes nothing any more, and nobody has been told yet
  std::optional<Bye> bye() const;
  int greeted() const noexcept { return greeted_; }  // which of the greetings was for this line, from 1; 0: none
  std::optional<Welcome> welcome() const;            // what was written, even if the line did not take it
  bool is_welcomed() const noexcept { return welcomed_; }
  std::optional<std::string> complaint() const;  // of what the server wrote

  const std::size_t page;
  std::uint64_t number = 0;                    // as the session counts
  std::deque<Bytes> up;                        // frames for the server
  bool lost = false;                           // the server knows that it has ended
  bool left_unheard = false;                   // and will when the strand goes on: the page said bye
  std::optional<std::uint64_t> said_received;  // in its hello
  bool is_noted = false;                       // its snapshot
  bool at_fault = false;                       // broke the protocol
  int pings = 0;                               // that the server has been sent

 private:
  const char* wrong_with(BytesView frame);

  mutable std::mutex mutex_;
  detail::JoinedFrame joined_;
  std::deque<Bytes> frames_;
  std::atomic<bool> congested_;
  std::atomic<bool> dead_ = false;
  std::atomic<bool> closed_ = false;
  std::atomic<int> greeted_ = 0;
  std::atomic<bool> welcomed_ = false;
  std::atomic<int>& greetings_;
  std::optional<Welcome> welcome_;
  std::optional<Bye> bye_;
  bool said_bye_ = false;
  int pongs_ = 0;
  std::uint64_t next_ = 0;  // the data frame that is due
  const char* complaint_ = nullptr;
};

}  // namespace bonito::model
