// Outbox: what a session has yet to tell its browser. It keeps the browser's copy of the state equal to the
// program's: for most bindings only that they changed, and the newest value is read when a frame is made; with
// Delivery::every, each value, in order, counted against a budget of bytes.
//
// Over the budget, what was kept is dropped and `overflown()` is true: from then on only changes are noted, until
// say_everything() has told the browser the current values of everything, and these have been taken. So it is whenever
// the browser's copy is made anew: what changes meanwhile is in those values.
//
// Owner: the session's Tab. Thread: bindings are made, and messages taken, on the strand (or before anyone else
// knows the session); values change on any thread, which costs the setter a flag, or a place in the queue.
// `wake` is called from any thread when there is something to take. Failure: a value whose encoding throws is
// left out, and `failed` is told.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "session/binding.hpp"
#include "session/long_messages.hpp"

namespace bonito::detail {

class Outbox {
 public:
  Outbox(std::function<void()> wake, std::function<void(std::exception_ptr)> failed, std::size_t budget,
         std::size_t most_once);
  ~Outbox();

  // Slots in ascending order. Listens from now on; what it was until then comes back. `tell` it to the browser?
  Live::Snapshot add(std::shared_ptr<Binding> binding, bool tell = false);
  void announce(std::shared_ptr<Announcement> announcement);  // any thread
  // That is kept until the browser has applied it. False if too much of such waits.
  bool say_once(std::shared_ptr<Announcement> announcement);
  void applied(std::uint64_t number);                     // the browser has, the frames up to this
  void note(Binding& binding);                            // its newest value is to be told
  void tell(Binding& binding);                            // the same, after what is being written; on the strand
  void forget(const void* owner);                         // the bindings of a session that has ended
  void forget(const std::vector<std::uint32_t>& slots);   // ascending
  std::shared_ptr<Binding> at(std::uint32_t slot) const;  // null: there is none
  const std::vector<std::shared_ptr<Binding>>& bindings() const noexcept { return bindings_; }  // ascending
  // In place of the one that has its slot. `tell` it to the browser?
  void rebind(std::shared_ptr<Binding> binding, bool tell);
  // What a script of the page set: assigned to the mirrored observable, and not sent back.
  Result<bool> assign(std::uint32_t slot, const Value& value);

  void budget(std::size_t bytes) noexcept { budget_ = bytes; }                // any thread
  bool overflown() const noexcept { return overflown_; }                      // any thread
  bool empty() const;                                                         // any thread
  bool backlog() const noexcept { return kept_ > 0 || long_.wants_frame(); }  // is there what has to be sent anyway?
  // The browser has the frames up to `received`, or they are on their way; nothing after: its copy is to be made anew.
  void say_everything(std::uint64_t received);
  // The places in the markup of these sessions have been as they began for as long as nobody showed them.
  void say_places_of(const std::vector<const void*>& owners);
  void say_scripts_of(const std::vector<const void*>& owners);  // what they were run for has come anew
  bool has_said_everything() const noexcept { return catching_up_ == 0; }

  struct Room {
    std::size_t enough;  // bytes
    std::size_t part;    // bytes
    std::uint64_t bulk;  // the number of the next bulk frame; 0: there is no way for them
  };
  // Appends messages until nothing is left or the frame is `enough` long; then a `part` of a long one, whose end it
  // gives back, or that it goes by bulk. Nothing was left if the frame has not grown.
  SharedBytes take(FrameEnd end, const Room& room);
  LongMessages& long_messages() noexcept { return long_; }
  void end_bulk();  // the browser has all of it

  void end();  // stops listening and forgets everything; harmless twice

 private:
  struct Entry {
    std::shared_ptr<Binding> binding;
    Live::Snapshot kept;     // null: the newest, when it is taken; with Delivery::every, the newest that was heard
    std::size_t weight = 0;  // of what is kept
    bool is_once = false;    // said by say_once()
  };
  struct Said {
    std::uint64_t number;  // of the frame
    std::shared_ptr<Binding> once;
  };

  Live::Snapshot listen(const std::shared_ptr<Binding>& binding, bool tell);
  template <class Goes>
  void forget_if(Goes goes);
  void changed(Binding& binding, const Change& change, const Live::Snapshot& snapshot);
  bool is_behind(const Binding& binding) const;
  void introduce(const std::shared_ptr<Binding>& binding, const Live::Snapshot& now);
  void push(Entry entry);
  void keep_from_now_on();
  void freeze(Entry& entry);
  void put_behind();
  void write(FrameEnd end, Entry& entry);
  void write_or_leave_out(FrameEnd end, Entry& entry);
  void drop_kept(std::vector<Entry>& entries, std::vector<Entry>& dropped);
  void release(Entry& entry) noexcept;
  void look_for_long();

  const std::function<void()> wake_;
  const std::function<void(std::exception_ptr)> failed_;
  std::vector<std::shared_ptr<Binding>> bindings_;  // ordered by slot
  std::deque<Said> said_;                           // once, and not applied yet; only on the strand
  std::size_t once_weight_ = 0;                     // of these, and of those that wait
  const std::size_t most_once_;                     // bytes
  LongMessages long_;

  mutable std::mutex mutex_;
  std::vector<Entry> waiting_;
  bool keeping_ = true;                          // guarded by mutex_: values of Delivery::every are kept
  std::vector<Entry> taking_;                    // what a frame had no room for; only on the strand
  std::size_t taken_ = 0;                        // of taking_
  bool is_writing_ = false;                      // an entry; only on the strand
  std::vector<Entry> behind_;                    // what that has brought: scripts of a region, say
  std::size_t catching_up_ = 0;                  // entries of say_everything() not yet taken; only on the strand
  std::atomic<std::thread::id> assigning_ = {};  // the strand's, while the page's own value is assigned
  std::atomic<bool> left_over_ = false;          // of taking_, or of a long message
  std::atomic<bool> overflown_ = false;
  std::atomic<std::size_t> budget_;
  std::atomic<std::size_t> weight_ = 0;
  std::atomic<std::size_t> kept_ = 0;  // entries, and what is said once
};

}  // namespace bonito::detail
