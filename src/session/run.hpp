// Run: one call of a template in the browser, for a session, and the messages that ask for it.
//
// Owner: the outbox. Thread: the strand. Failure: an element that is not on the page is an Error; write() tells the
// program, or whoever asked, and says nothing to the browser.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bonito/dom/js.hpp"
#include "session/binding.hpp"

namespace bonito {
class Session;
}

namespace bonito::detail {

class Scripts;

struct Run {
  std::weak_ptr<Session> owner;
  std::uint32_t function;  // a template
  Js::Arguments arguments;
  CodePlace place = {};
  std::optional<std::uint32_t> question = {};  // whose answer is waited for
  std::optional<std::uint32_t> scope = {};     // the slot of its own place on the page; nothing: the owner's
};

// Of what is run once: kept until the browser has applied it.
class RunOnce final : public Announcement {
 public:
  RunOnce(Scripts& scripts, Run run, std::size_t weight) noexcept
      : scripts_(scripts), run_(std::move(run)), weight_(weight) {}
  std::size_t weight(const Live::Snapshot&) const override { return weight_; }
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;

 private:
  Scripts& scripts_;
  const Run run_;
  const std::size_t weight_;
};

// Of what a page that comes anew has to do again: listeners, mostly.
class RunAlways final : public Binding {
 public:
  RunAlways(Scripts& scripts, std::uint32_t its_slot, const void* its_owner, Run run) noexcept
      : Binding(its_slot, its_owner, Delivery::latest), scripts_(scripts), run_(std::move(run)) {}
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;
  bool start_anew(std::uint64_t received) override { return written_in_ > received; }
  bool is_script() const override { return true; }
  void forgotten() override;

 private:
  Scripts& scripts_;
  const Run run_;
  std::uint64_t written_in_ = 0;
};

// An answer to a call of the browser's.
class CallAnswer final : public Announcement {
 public:
  // `page`: of Scripts::page(), which called. Another one, which counts its own calls, is not told.
  CallAnswer(const Scripts& scripts, std::uint32_t page, std::uint32_t call, Result<Value> answer)
      : scripts_(scripts), page_(page), call_(call), answer_(std::move(answer)) {}
  std::size_t weight(const Live::Snapshot&) const override {
    return answer_ ? weight_of(*answer_) : answer_.error().message.size();
  }
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;

 private:
  const Scripts& scripts_;
  const std::uint32_t page_;
  const std::uint32_t call_;
  const Result<Value> answer_;
};

}  // namespace bonito::detail
