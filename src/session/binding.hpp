// Binding: one live place of a page: its slot, and where its value comes from.
//
// Owner: the outbox, and what waits there. Thread: made and written on the strand; its value changes on any.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bonito/dom/live.hpp"

namespace bonito::detail {

// Where a message goes: the end of the frame, whose header's place is kept free, and the frame's number.
struct FrameEnd {
  Bytes& messages;
  std::uint64_t number;
};

// A message too long for one frame: `head`, then `body`.
struct LongMessage {
  Bytes head;
  SharedBytes body;
  std::size_t size() const noexcept { return head.size() + body.bytes.size(); }
};
inline constexpr std::size_t long_message = 64u << 10;  // longer ones are sent in parts

// Appends a message of nothing, so that what follows after `more` bytes stands at a multiple of 8.
void pad(Bytes& messages, std::size_t more);

class Binding : public std::enable_shared_from_this<Binding> {
 public:
  Binding(std::uint32_t its_slot, const void* its_owner, Delivery its_delivery) noexcept
      : slot(its_slot), owner(its_owner), delivery(its_delivery) {}
  virtual ~Binding() = default;
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;

  // Hears every value after `now`.
  virtual Subscription listen(Live::Listener, Live::Snapshot& now) { return now = nullptr, Subscription(); }
  virtual std::size_t weight(const Live::Snapshot& snapshot) const { return static_cast<void>(snapshot), 0; }
  // Appends the message that tells `kept`, or the newest value if that is null. A long one it gives back instead.
  virtual std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot& kept) = 0;
  // What was written is lost: the browser has applied the frames up to `received`, and nothing after. Is there
  // anything to write again?
  virtual bool start_anew(std::uint64_t received) = 0;
  virtual bool is_place() const { return true; }    // in the page's markup
  virtual bool is_script() const { return false; }  // of a part of the page, and runs again in one that comes anew
  virtual void forgotten() {}                       // it is gone
  // What a script of the page set; false if scripts do not know this place.
  virtual Result<bool> assign(const Value& value) { return static_cast<void>(value), false; }

  const std::uint32_t slot;
  const void* const owner;  // the session it ends with
  const Delivery delivery;
  std::atomic<bool> waiting = false;  // an entry for the newest value is in the queue
  Live::Snapshot heard;               // with Delivery::every, the newest; under the outbox's lock
  bool gone = false;                  // on the strand: what still waits is not told any more
  bool stopped = false;               // the last long message of it was stopped by a newer one
  Subscription subscription;
};

// A text, an attribute, a property, or an observable that scripts know.
class ValueBinding final : public Binding {
 public:
  enum class Kind { plain, url, mirror };
  ValueBinding(std::uint32_t its_slot, const void* its_owner, Kind kind, std::shared_ptr<const Live> live,
               std::optional<std::string> name = {});

  Subscription listen(Live::Listener listener, Live::Snapshot& now) override {
    return live_->listen(std::move(listener), now);
  }
  std::size_t weight(const Live::Snapshot& snapshot) const override;
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot& kept) override;
  bool start_anew(std::uint64_t received) override;
  bool is_place() const override { return kind_ != Kind::mirror; }
  Result<bool> assign(const Value& value) override;
  bool is_introduced() const noexcept { return introduced_; }
  bool is_url() const noexcept { return kind_ == Kind::url; }
  const void* observable() const noexcept { return live_->identity(); }
  bool is_of(const Live& live) const noexcept { return live_->identity() == live.identity(); }
  bool says_same_as(const Live& live) const { return live_->value(live_->snapshot()) == live.value(live.snapshot()); }

 private:
  void write_start(Encoder& out, bool introduce) const;

  const Kind kind_;
  bool introduced_ = false;                    // the browser knows this mirror
  std::atomic<std::size_t> last_encoded_ = 0;  // bytes
  const std::optional<std::string> name_;      // a mirror's, if it has one
  const std::shared_ptr<const Live> live_;
};

// Something said once. One that is said by Outbox::say_once() is kept until the browser has applied it.
class Announcement : public Binding {
 public:
  Announcement() noexcept : Binding(0, nullptr, Delivery::every) {}
  bool start_anew(std::uint64_t) override { return false; }
};

// A failure to show.
class ShownError final : public Announcement {
 public:
  explicit ShownError(std::string text) : text_(std::move(text)) {}
  std::size_t weight(const Live::Snapshot&) const override { return text_.size(); }
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;

 private:
  const std::string text_;
};

}  // namespace bonito::detail
