// Echo: a server that echoes over WebSockets, and remembers what happened to its sockets.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bonito/http/http_server.hpp"
#include "support/raw_client.hpp"

namespace bonito::http {

inline constexpr auto patience = std::chrono::seconds(60);

inline std::string text_of(const std::optional<Bytes>& message) {
  return message ? std::string(as_text(*message)) : "(nothing)";
}

class Echo {
 public:
  explicit Echo(WebSocketOptions options = {}, HttpOptions http = {})
      : options_(options), server_(with_free_port(http), events()) {}

  test::RawSocket connect(const Headers& headers = {}) {
    return test::RawSocket::connect(port(), "/", headers).value();
  }
  std::uint16_t port() const { return server_.port(); }
  HttpServer& server() { return server_; }

  std::shared_ptr<WebSocket> opened() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return last_ != nullptr; });
    return last_;
  }
  CloseReason closed() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !reasons_.empty(); });
    const auto reason = reasons_.front();
    reasons_.erase(reasons_.begin());
    return reason;
  }
  // What was asked of "/later", to decide at leisure.
  Decide asked() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return asked_ != nullptr; });
    return std::exchange(asked_, nullptr);
  }
  Accept accept() {
    auto socket = std::make_shared<std::weak_ptr<WebSocket>>();
    return {.events = {.on_open =
                           [this, socket](std::shared_ptr<WebSocket> open) {
                             *socket = open;
                             const std::lock_guard lock(mutex_);
                             last_ = std::move(open);
                             changed_.notify_all();
                           },
                       .on_message =
                           [this, socket](Opcode opcode, BytesView message) {
                             if (as_text(message) == "throw") throw std::runtime_error("the secret");
                             drained_before = drained.load();
                             for (int answers = quiet ? 0 : many.exchange(1); answers > 0; --answers) {
                               socket->lock()->write(opcode, Bytes(message.begin(), message.end()));
                             }
                           },
                       .on_drained = [this] { ++drained; },
                       .on_close =
                           [this](const CloseReason& reason) {
                             const std::lock_guard lock(mutex_);
                             reasons_.push_back(reason);
                             changed_.notify_all();
                           }},
            .options = options_};
  }

  std::atomic<int> drained = 0;
  std::atomic<bool> quiet = false;      // hear, and say nothing
  std::atomic<int> many = 1;            // how often the next message is echoed
  std::atomic<int> drained_before = 0;  // the last message was heard

 private:
  static HttpOptions with_free_port(HttpOptions options) {
    options.port = 0;
    return options;
  }
  HttpEvents events() {
    return {.on_request = [](Request, Respond respond) { respond({.body = "a page"}); },
            .on_upgrade =
                [this](Request request, Decide decide) {
                  if (request.path == "/forbidden") return decide(Response{.status = 403, .body = "not you"});
                  if (request.path == "/broken") throw std::runtime_error("the secret");
                  if (request.path != "/later") return decide(accept());
                  const std::lock_guard lock(mutex_);
                  asked_ = std::move(decide);
                  changed_.notify_all();
                }};
  }
  const WebSocketOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<WebSocket> last_;
  Decide asked_;
  std::vector<CloseReason> reasons_;
  HttpServer server_;  // last: it calls the ones above
};

}  // namespace bonito::http
