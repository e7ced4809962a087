// Outbox: what a session has yet to tell its browser. It keeps the browser's copy of the state equal
// to the program's: for most bindings only that they changed, and the newest value is read when a
// frame is made; with Delivery::every, each value, in order.
//
// Owner: the session. Thread: bindings are made, and messages taken, on the strand (or before anyone
// else knows the session); values change on any thread, which costs the setter a flag, or a place in
// the queue. `wake` is called from any thread when there is something to take. Failure: a queue that
// grows past its bound is `overflown()`, and takes nothing more. A value whose encoding throws is left
// out, and `failed` is told.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/dom/html_writer.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/wire/encoder.hpp"

namespace bonito::detail {

class Outbox {
 public:
  Outbox(std::function<void()> wake, std::function<void(std::exception_ptr)> failed);
  ~Outbox();

  SlotGiver::Bound bind(SlotGiver::Kind kind, std::uint32_t slot, std::shared_ptr<const Live> live);
  void mirror(std::uint32_t slot, std::string_view name, std::shared_ptr<const Live> live);
  // What a script of the page set: assigned to the mirrored observable, and not sent back.
  Result<bool> assign(std::uint32_t slot, const Value& value) const;

  void show_error(std::string text);  // any thread
  void say_everything();              // the browser has nothing: its copy is to be made anew
  bool empty() const;                 // any thread
  bool overflown() const noexcept { return overflown_; }

  // Appends messages until nothing is left or the frame is `enough` long. False if there was nothing.
  bool take(Bytes& frame, std::size_t enough);

  void end();  // stops listening and forgets everything; harmless twice

 private:
  struct Binding;
  struct Entry {
    Binding* binding;         // null: an error to show
    Live::Snapshot snapshot;  // null: the newest, when it is taken
    std::string error;
  };

  Binding& add(SlotGiver::Kind kind, std::uint32_t slot, std::shared_ptr<const Live> live, std::string name);
  void changed(Binding& binding, const Change& change, const Live::Snapshot& snapshot);
  void push(Entry entry);
  void write(Encoder& out, const Entry& entry);
  void write_or_leave_out(Bytes& frame, const Entry& entry);

  const std::function<void()> wake_;
  const std::function<void(std::exception_ptr)> failed_;
  std::vector<std::unique_ptr<Binding>> bindings_;  // ordered by slot
  mutable std::mutex mutex_;
  std::vector<Entry> waiting_;
  std::vector<Entry> taking_;  // what a frame had no room for; only on the strand
  std::size_t taken_ = 0;      // of taking_
  std::atomic<bool> left_over_ = false;
  std::atomic<bool> overflown_ = false;
};

}  // namespace bonito::detail
