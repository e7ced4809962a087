// What the session layer's tests share: a browser's end in memory, and the messages it was sent.
#pragma once
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bonito/session/app.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/session_core.hpp"
#include "session/session_registry.hpp"

namespace bonito::testing {

using Messages = std::vector<Value::List>;  // each {opcode, arguments…}

// Keeps the frames it was given. It is always congested until somebody calls drain().
class MemoryConnection final : public FrontendConnection {
 public:
  Sent write(Bytes frame) override {
    const std::lock_guard lock(mutex_);
    if (closed_) return Sent::no;
    frames_.push_back(std::move(frame));
    came_.notify_all();
    return Sent::congested;
  }
  bool is_open() const noexcept override { return !closed_; }
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

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Bytes> frames_;
  std::atomic<bool> closed_ = false;
  std::optional<Bye> bye_;
};

// A page of an app, as a browser has it: the HTML, and the browser's end of the protocol.
class Browser {
 public:
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

  void connect() {
    connection = std::make_shared<MemoryConnection>();
    session->connect_with(connection);
    sent_ = 0;
    session->process_message(hello_frame({}));
    settle();
  }
  void event(std::uint32_t slot, const Value::List& fields = {}) {
    Bytes frame = data_frame({++sent_, 0});
    Encoder out(frame);
    out.unsigned_integer(static_cast<std::uint8_t>(BrowserOp::event));
    out.unsigned_integer(slot);
    out.value(Value(fields));
    session->process_message(frame);
  }
  void notify(std::uint32_t slot, const Value& value) {
    Bytes frame = data_frame({++sent_, 0});
    Encoder out(frame);
    out.unsigned_integer(static_cast<std::uint8_t>(BrowserOp::notify));
    out.unsigned_integer(slot);
    out.value(value);
    session->process_message(frame);
  }

  // Until the strand has done all it was asked to.
  void settle() const {
    std::promise<void> done;
    session->post([&] { session->post([&] { done.set_value(); }); });
    done.get_future().wait();
  }

  // The messages of the frames that came since the last call, as lists: {opcode, arguments…}.
  Messages messages() {
    Messages all;
    for (settle(); !connection->quiet(); settle()) {
      const Bytes frame = connection->next();
      if (frame[0] == static_cast<std::byte>(FrameKind::data)) read(frame, all);
      session->writable();
    }
    return all;
  }

  Response response;
  std::shared_ptr<Session> session;
  std::shared_ptr<MemoryConnection> connection;

 private:
  static void read(const Bytes& frame, Messages& all) {
    Decoder in(BytesView(frame).subspan(1 + data_header_size));
    while (!in.done()) {
      Value::List message{in.next().value()};
      const auto arguments = message[0] == Value(static_cast<int>(ServerOp::mirror))  ? 3
                             : message[0] == Value(static_cast<int>(ServerOp::error)) ? 1
                                                                                      : 2;
      for (int i = 0; i < arguments; ++i) message.push_back(in.next().value());
      all.push_back(std::move(message));
    }
  }
  std::uint16_t sent_ = 0;
};

inline Value::List set(int slot, Value value) {
  return {Value(static_cast<int>(ServerOp::set)), Value(slot), std::move(value)};
}

class SessionTest : public ::testing::Test {
 protected:
  void TearDown() override { registry->close_all({ByeCode::shutdown, "The test has ended."}); }
  std::shared_ptr<detail::SessionRegistry> registry = std::make_shared<detail::SessionRegistry>();
};

}  // namespace bonito::testing
