// What the session layer's tests share: a browser's end in memory, and the messages it was sent.
#pragma once
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bonito/session/app.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/session_core.hpp"
#include "session/session_registry.hpp"
#include "wire/joined_frame.hpp"

namespace bonito::testing {

using Messages = std::vector<Value::List>;  // each {opcode, arguments…}

// Keeps the frames it was given. It is congested as long as somebody says so.
class MemoryConnection final : public Channel {
 public:
  Sent write(Payload frame) override {
    const std::lock_guard lock(mutex_);
    if (closed_) return Sent::no;
    Bytes bytes = frame.flat();
    if (kind_of(bytes) == FrameKind::piece) ++pieces;
    if (auto whole = joined_.add(std::move(bytes)).value()) frames_.push_back(*std::move(whole));
    came_.notify_all();
    return congested ? Sent::congested : Sent::yes;
  }
  bool is_open() const noexcept override { return !closed_; }
  bool notices_loss() const noexcept override { return notices; }
  bool hold_back(bool on) noexcept override {
    held_back = waits && on;
    return waits;
  }
  void close() noexcept override { closed_ = true; }
  void close_because(const Bye& bye) noexcept override {
    bye_ = bye;
    closed_ = true;
  }
  const std::optional<Bye>& bye() const noexcept { return bye_; }

  // The next frame, waiting for it.
  Bytes next() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return !frames_.empty(); });
    Bytes frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
  }
  bool quiet() const {
    const std::lock_guard lock(mutex_);
    return frames_.empty();
  }

  std::atomic<int> pieces = 0;  // that frames came in
  std::atomic<bool> congested = false;
  std::atomic<bool> notices = true;
  std::atomic<bool> waits = false;  // it can be held back
  std::atomic<bool> held_back = false;

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  detail::JoinedFrame joined_;
  std::deque<Bytes> frames_;
  std::atomic<bool> closed_ = false;
  std::optional<Bye> bye_;
};

// A page of an app, as a browser has it: the HTML, and the browser's end of the protocol. It keeps no frames of
// its own: what it sent before its connection was lost is lost, unless the test sends it again.
class Browser {
 public:
  Browser() = default;  // of a session that the test finds itself
  Browser(const std::shared_ptr<detail::SessionRegistry>& registry, const App& app, Request request = {}) {
    if (request.method.empty()) request.method = "GET";
    if (request.path.empty()) request.path = "/";
    const detail::SessionRegistry::Scope scope(registry);
    const Handler handler = app;
    response = handler(Visit{request, {}});
    const auto meta = response.body.find("name=\"bonito\" content=\"");
    if (meta == std::string::npos) return;
    session = registry->find(response.body.substr(meta + 23, 22));
  }

  // A new connection, on which this page says hello. The welcome is in `welcome`, if there was one.
  void connect() {
    open();
    if (!is_remote) settle();
    if (!is_remote && connection->quiet()) return;
    hear_welcome();
    if (welcome) sent = welcome->received;
  }
  // The same in two halves: what the page says between them is there when the hello is answered.
  void open() {
    connection = std::make_shared<MemoryConnection>();
    number = link_of(*session).connect(connection);
    Hello hello;
    hello.instance.fill(instance);
    hello.received = received;
    session->process_message(hello_frame(hello));
    welcome.reset();
  }
  void hear_welcome() {
    const Bytes first = connection->next();
    if (kind_of(first) != FrameKind::welcome) return;
    welcome = parse_welcome(body_of(first)).value();
    received = welcome->next - 1;
  }
  void event(std::uint32_t slot, const Value::List& fields = {}) { say(BrowserOp::event, slot, Value(fields)); }
  void notify(std::uint32_t slot, const Value& value) { say(BrowserOp::notify, slot, value); }
  void say(BrowserOp op, std::uint32_t slot, const Value& argument) {
    Bytes frame = data_frame({static_cast<std::uint16_t>(++sent), static_cast<std::uint16_t>(received)});
    Encoder out(frame);
    out.unsigned_integer(static_cast<std::uint8_t>(op));
    out.unsigned_integer(slot);
    out.value(argument);
    session->process_message(frame);
  }
  void acknowledge() { session->process_message(ack_frame(static_cast<std::uint16_t>(received))); }

  // Until the strand has done all it was asked to.
  void settle() const {
    std::promise<void> done;
    session->post([&] { session->post([&] { done.set_value(); }); });
    done.get_future().wait();
  }

  // The messages of the frames that came since the last call, as lists: {opcode, arguments…}. All are acknowledged.
  Messages messages() {
    Messages all;
    for (settle(); !connection->quiet(); settle()) {
      const Bytes frame = connection->next();
      if (kind_of(frame) != FrameKind::data) continue;
      read(frame, all);
      acknowledge();
    }
    return all;
  }

  // Those of the next data frame, waiting for it.
  Messages next_messages() {
    Messages all;
    while (all.empty()) {
      const Bytes frame = connection->next();
      if (kind_of(frame) == FrameKind::data) read(frame, all);
    }
    acknowledge();
    return all;
  }

  Response response;
  bool is_remote = false;  // what it says is answered from elsewhere, and not when the strand has rested
  std::shared_ptr<Session> session;
  std::shared_ptr<MemoryConnection> connection;
  std::uint64_t number = 0;  // the link's, of the connection
  std::optional<Welcome> welcome;
  std::byte instance{1};       // every byte of the page's instance
  std::uint64_t received = 0;  // number of the newest frame that came
  std::uint64_t sent = 0;

 private:
  void read(const Bytes& frame, Messages& all) {
    const auto header = read_data_header(body_of(frame)).value();
    EXPECT_EQ(header.seq, static_cast<std::uint16_t>(received + 1));
    ++received;
    Decoder in(BytesView(frame).subspan(1 + data_header_size));
    while (!in.done()) {
      Value::List message{in.next().value()};
      if (message[0] == Value(static_cast<int>(ServerOp::patch))) {
        read_patch(in, message);
        all.push_back(std::move(message));
        continue;
      }
      for (auto i = arguments_of(static_cast<ServerOp>(*message[0].integer())); i > 0; --i) {
        message.push_back(in.next().value());
      }
      all.push_back(std::move(message));
    }
  }
  // The slot, and the steps with what they say.
  static void read_patch(Decoder& in, Value::List& message) {
    message.push_back(in.next().value());
    for (int level = 1; level > 0;) {
      const Value step = message.emplace_back(in.next().value());
      const auto number = *step.integer() / 8;
      switch (static_cast<PatchStep>(*step.integer() % 8)) {
        case PatchStep::leave: --level; break;
        case PatchStep::enter: ++level; break;
        case PatchStep::change:
          if (number <= static_cast<int>(PatchChange::attribute)) message.push_back(in.next().value());
          if (number == static_cast<int>(PatchChange::attribute)) message.push_back(in.next().value());
          break;
        default: break;
      }
    }
  }
  static int arguments_of(ServerOp op) {
    switch (op) {
      case ServerOp::error:
      case ServerOp::pad:
      case ServerOp::follow:
      case ServerOp::gone: return 1;
      case ServerOp::set:
      case ServerOp::region:
      case ServerOp::module:
      case ServerOp::sheet: return 2;
      case ServerOp::answer:
      case ServerOp::bulk:
      case ServerOp::mirror:
      case ServerOp::run: return 3;
      case ServerOp::ask:
      case ServerOp::part: return 4;
      case ServerOp::patch: break;
    }
    return 0;
  }
};

inline std::string text_of(BytesView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Keeps the strand busy until it is released.
class Busy {
 public:
  explicit Busy(Session& session) {
    session.post([this] {
      running_.count_down();
      go_on_.wait();
      done_.count_down();
    });
    running_.wait();
  }
  ~Busy() { release(); }
  void release() {
    if (std::exchange(released_, true)) return;
    go_on_.count_down();
    done_.wait();
  }

 private:
  std::latch running_{1};
  std::latch go_on_{1};
  std::latch done_{1};
  bool released_ = false;
};

// Patches, step by step: patch(1, {step(PatchStep::remove, 2), step(PatchStep::leave)}).
inline Value step(PatchStep code, int n = 0) { return Value(8 * n + static_cast<int>(code)); }
inline Value step(PatchChange change) { return step(PatchStep::change, static_cast<int>(change)); }
inline Value::List patch(int slot, const Value::List& steps) {
  Value::List message{Value(static_cast<int>(ServerOp::patch)), Value(slot)};
  message.insert(message.end(), steps.begin(), steps.end());
  return message;
}
// Some units go, and then something comes.
inline Value::List swap(int slot, int units, std::string html) {
  Value::List steps;
  if (units > 0) steps.push_back(step(PatchStep::remove, units));
  if (!html.empty()) {
    steps.push_back(step(PatchChange::insert));
    steps.push_back(Value(std::move(html)));
  }
  steps.push_back(step(PatchStep::leave));
  return patch(slot, steps);
}
// The only unit is a text,
inline Value::List text(int slot, std::string text) {
  return patch(slot, {step(PatchChange::text), Value(std::move(text)), step(PatchStep::leave, 1)});
}
// or an element, whose only unit is,
inline Value::List text_inside(int slot, std::string text) {
  return patch(slot, {step(PatchStep::enter), step(PatchChange::text), Value(std::move(text)),
                      step(PatchStep::leave, 1), step(PatchStep::leave)});
}
// or that has another attribute.
inline Value::List attribute(int slot, std::string name, std::string text) {
  return patch(
      slot, {step(PatchChange::attribute), Value(std::move(name)), Value(std::move(text)), step(PatchStep::leave, 1)});
}
// All texts in a message of a region.
inline std::string texts_of(const Value::List& message) {
  std::string all;
  for (const Value& part : message) {
    if (part.text()) all += *part.text();
  }
  return all;
}

inline Value::List set(int slot, Value value) {
  return {Value(static_cast<int>(ServerOp::set)), Value(slot), std::move(value)};
}

class SessionTest : public ::testing::Test {
 protected:
  void TearDown() override { registry->close_all({ByeCode::shutdown, "The test has ended."}); }
  std::shared_ptr<detail::SessionRegistry> registry = std::make_shared<detail::SessionRegistry>();
};

}  // namespace bonito::testing
