#include "host/signals.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <mutex>

#include "bonito/base/error.hpp"

namespace bonito::detail {
namespace {

int make_event() {
  const int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (event < 0) throw Failure({Errc::io, "No file descriptor is free; raise the limit (ulimit -n)."});
  return event;
}

void raise_event(int event) noexcept {
  const std::uint64_t one = 1;
  const int before = errno;
  while (::write(event, &one, sizeof one) < 0 && errno == EINTR) {
  }
  errno = before;
}

// The handlers stand while somebody waits, and what stood before comes back after the last. A second
// signal, once they are gone, ends the process as usual.
class SignalWatch {
 public:
  SignalWatch() {
    const std::lock_guard lock(mutex);
    if (watchers++ > 0) return;
    if (signalled < 0) signalled = make_event();
    std::uint64_t old = 0;
    static_cast<void>(::read(signalled, &old, sizeof old));
    struct sigaction action {};
    action.sa_handler = [](int) { raise_event(signalled); };
    sigaction(SIGINT, &action, &before[0]);
    sigaction(SIGTERM, &action, &before[1]);
  }
  ~SignalWatch() {
    const std::lock_guard lock(mutex);
    if (--watchers > 0) return;
    sigaction(SIGINT, &before[0], nullptr);
    sigaction(SIGTERM, &before[1], nullptr);
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  static int event() noexcept { return signalled; }

 private:
  static inline std::mutex mutex;
  static inline int watchers = 0;
  static inline int signalled = -1;  // kept for ever: a handler may still be about to write
  static inline std::array<struct sigaction, 2> before;
};

}  // namespace

Wakeup::Wakeup() : event_(make_event()) {}
Wakeup::~Wakeup() { ::close(event_); }

void Wakeup::wake() noexcept { raise_event(event_); }

void Wakeup::wait() {
  const SignalWatch watch;
  std::array<pollfd, 2> events{{{event_, POLLIN, 0}, {SignalWatch::event(), POLLIN, 0}}};
  while (poll(events.data(), events.size(), -1) < 0 && errno == EINTR) {
  }
}

}  // namespace bonito::detail
