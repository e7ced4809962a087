#include "http/event_loop.hpp"

#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "bonito/base/log.hpp"

namespace bonito::http {

EventLoop::EventLoop(std::chrono::milliseconds idle_interval) : idle_interval_(idle_interval) {}
EventLoop::~EventLoop() = default;

void EventLoop::start() {
  check_idle_later();
  // Signals are the program's: they go to threads of its own.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void EventLoop::run() noexcept {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& failure) {
      log(LogLevel::error, LogOwner::library, std::string("An I/O handler threw: ") + failure.what());
    } catch (...) {
      log(LogLevel::error, LogOwner::library, "An I/O handler threw what is no std::exception.");
    }
  }
}

void EventLoop::add(std::shared_ptr<Connection> connection) {
  auto& added = *connection;
  connections_.emplace(&added, std::move(connection));
  ++size_;
  if (closing_) added.begin_close();
}

void EventLoop::remove(Connection& connection) {
  const auto found = connections_.find(&connection);
  if (found == connections_.end()) return;
  const auto removed = std::move(found->second);  // may be the last to hold it: it goes when all is in order
  connections_.erase(found);
  --size_;
  stop_when_empty();
}

// Over a copy: whoever is called may remove itself, or others.
template <class F>
void EventLoop::for_each(F f) {
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& entry : connections_) all.push_back(entry.second);
  for (const auto& connection : all) f(*connection);
}

void EventLoop::check_idle_later() {
  idle_timer_.expires_after(idle_interval_);
  idle_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    for_each([](Connection& connection) { connection.check_idle(); });
    check_idle_later();
  });
}

void EventLoop::begin_close() {
  closing_ = true;
  for_each([](Connection& connection) { connection.begin_close(); });
  close_timer_.expires_after(std::chrono::seconds(1));
  close_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) for_each([](Connection& connection) { connection.abort(); });
  });
  stop_when_empty();
}

void EventLoop::stop_when_empty() {
  if (closing_ && connections_.empty()) context_.stop();
}

void EventLoop::join() noexcept {
  if (thread_.joinable()) thread_.join();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  // What is still queued holds connections, which hold this loop: let it run, to no effect, and go.
  idle_timer_.cancel();
  close_timer_.cancel();
  context_.restart();
  try {
    context_.poll();
  } catch (...) {
    // Its result is of no use to anybody any more.
  }
}

}  // namespace bonito::http
