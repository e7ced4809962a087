#include "support/fault_proxy.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace bonito::test {
namespace {

using Clock = FaultLink::Clock;

FaultSocket listen_on(std::uint16_t port) {
  FaultSocket listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(listener.handle(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener.handle(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.handle(), SOMAXCONN) != 0) {
    throw Failure({Errc::io, "The proxy cannot listen on port " + std::to_string(port) + "."});
  }
  return listener;
}

std::uint16_t port_of(const FaultSocket& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(listener.handle(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

// All but the thread, the queue of jobs and what never changes belongs to the thread.
struct FaultProxy::Loop {
  Loop(std::uint16_t to_port, std::uint16_t own_port)
      : to(to_port), listener(listen_on(own_port)), port(port_of(listener)), thread([this] { run(); }) {}
  ~Loop();

  // Runs the job on the thread, and gives what it gives.
  template <class F>
  auto ask(F job) {
    // Shared: it ends on the thread a moment after its answer is here.
    const auto task = std::make_shared<std::packaged_task<decltype(job())()>>(std::move(job));
    auto answer = task->get_future();
    {
      const std::lock_guard lock(mutex);
      jobs.push_back([task] { (*task)(); });
    }
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wakeup, &one, sizeof one));
    return answer.get();
  }
  template <class F>
  void for_each(F job) {
    ask([&] {
      for (auto& link : links) job(link);
    });
  }

  void run() {
    while (!stopped) {
      wait();
      run_jobs();
      if (!stalled) move();
      std::erase_if(links, [](const FaultLink& link) { return !link.is_alive(); });
    }
    for (auto& link : links) link.cut();
  }

  void wait() {
    std::vector<pollfd> waiting{{.fd = wakeup, .events = POLLIN, .revents = 0}};
    std::optional<Clock::time_point> next;
    const auto watch = [&](const FaultSocket& socket, const FaultFlow& in, const LineRules& in_rules,
                           const FaultFlow& out, const LineRules& out_rules) {
      const auto events = (in.wants_bytes(in_rules) ? POLLIN : 0) | (out.is_blocked() ? POLLOUT : 0);
      if (socket.is_open() && events != 0) waiting.push_back({socket.handle(), static_cast<short>(events), 0});
      if (const auto due = out.due(out_rules); due && (!next || *due < *next)) next = due;
    };
    if (!stalled) {
      waiting.push_back({.fd = listener.handle(), .events = POLLIN, .revents = 0});
      for (const auto& link : links) {
        if (link.is_held()) continue;
        const auto& up = link.flow(Way::to_server);
        const auto& down = link.flow(Way::to_client);
        watch(link.server(), down, rules[1], up, rules[0]);
        watch(link.client(), up, rules[0], down, rules[1]);
      }
    }
    const auto left = next ? std::chrono::ceil<std::chrono::milliseconds>(*next - Clock::now()).count() : -1;
    ::poll(waiting.data(), waiting.size(), next ? static_cast<int>(std::max<decltype(left)>(left, 0)) : -1);
  }

  void run_jobs() {
    std::uint64_t ignored;
    static_cast<void>(!::read(wakeup, &ignored, sizeof ignored));
    std::vector<std::function<void()>> now;
    {
      const std::lock_guard lock(mutex);
      now.swap(jobs);
    }
    for (auto& job : now) job();
  }

  void move() {
    accept();
    const auto now = Clock::now();
    for (auto& link : links) link.move(rules, now);
    let_overtaken_go();
  }

  void accept() {
    for (;;) {
      FaultSocket client(::accept4(listener.handle(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!client.is_open()) return;
      ++accepted;
      if (refusing) {
        client.reset();
        continue;
      }
      const bool held = std::exchange(holding, false);
      auto& link = links.emplace_back(std::move(client), held ? FaultSocket() : FaultSocket::connect_to(to));
      newest_opening = link.flow(Way::to_server).opening();
      for (const auto way : {Way::to_server, Way::to_client}) {
        if (const auto bytes = std::exchange(next_truncation[static_cast<std::size_t>(way)], std::nullopt)) {
          link.flow(way).truncate(*bytes);
        }
      }
    }
  }

  // Those that are held back, and came before one that has been answered.
  void let_overtaken_go() {
    bool answered = false;
    for (auto link = links.rbegin(); link != links.rend(); ++link) {  // in the order in which they came
      if (answered) let_go(*link);
      answered = answered || link->flow(Way::to_client).moved() > 0;
    }
  }
  void let_go(FaultLink& link) {
    if (link.is_alive() && link.is_held()) link.go_on(FaultSocket::connect_to(to));
  }

  const std::uint16_t to;
  const FaultSocket listener;
  const std::uint16_t port;
  const int wakeup = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  std::mutex mutex;
  std::vector<std::function<void()>> jobs;  // guarded by mutex

  std::list<FaultLink> links;
  Rules rules;
  std::array<std::optional<std::size_t>, 2> next_truncation;  // by Way
  std::shared_ptr<const Opening> newest_opening = std::make_shared<Opening>();
  std::size_t accepted = 0;
  bool stalled = false;
  bool refusing = false;
  bool holding = false;
  bool stopped = false;
  std::thread thread;  // last: it uses what stands above
};

FaultProxy::Loop::~Loop() {
  ask([this] { stopped = true; });
  thread.join();
  ::close(wakeup);
}

FaultProxy::FaultProxy(std::uint16_t to, std::uint16_t port) : loop_(std::make_unique<Loop>(to, port)) {}
FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const noexcept { return loop_->port; }
std::size_t FaultProxy::open() const {
  return loop_->ask([this] { return std::size_t(std::ranges::count(loop_->links, false, &FaultLink::is_replay)); });
}
std::size_t FaultProxy::accepted() const {
  return loop_->ask([this] { return loop_->accepted; });
}

void FaultProxy::cut() {
  loop_->for_each([](FaultLink& link) { link.cut(); });
}
void FaultProxy::half_close(Way way) {
  loop_->for_each([way](FaultLink& link) { link.flow(way).half_close(); });
}
void FaultProxy::truncate(Way way, std::size_t bytes) {
  loop_->for_each([&](FaultLink& link) { link.flow(way).truncate(bytes); });
}
void FaultProxy::truncate_next(Way way, std::size_t bytes) {
  loop_->ask([&] { loop_->next_truncation[static_cast<std::size_t>(way)] = bytes; });
}

void FaultProxy::stall() {
  loop_->ask([this] { loop_->stalled = true; });
}
void FaultProxy::resume() {
  loop_->ask([this] { loop_->stalled = false; });
}
void FaultProxy::refuse(bool on) {
  loop_->ask([&] { loop_->refusing = on; });
}
void FaultProxy::throttle(Way way, std::optional<std::size_t> bytes_per_second) {
  if (bytes_per_second) bytes_per_second = std::max<std::size_t>(*bytes_per_second, 1);
  loop_->ask([&] { loop_->rules[static_cast<std::size_t>(way)].bytes_per_second = bytes_per_second; });
}
void FaultProxy::delay(Way way, std::chrono::milliseconds latency) {
  loop_->ask([&] { loop_->rules[static_cast<std::size_t>(way)].latency = latency; });
}
void FaultProxy::heal() {
  loop_->ask([this] {
    loop_->rules = {};
    loop_->next_truncation = {};
    loop_->stalled = loop_->refusing = loop_->holding = false;
    for (auto& link : loop_->links) loop_->let_go(link);
  });
}

bool FaultProxy::duplicate() {
  return loop_->ask([this] {
    const auto& opening = *loop_->newest_opening;
    if (opening.bytes.empty()) return false;
    loop_->links.push_back(FaultLink::replay(opening, FaultSocket::connect_to(loop_->to)));
    return true;
  });
}
void FaultProxy::hold_next() {
  loop_->ask([this] { loop_->holding = true; });
}

}  // namespace bonito::test
