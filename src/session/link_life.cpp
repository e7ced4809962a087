// The link's pulse: pings and pongs, the round trip they measure, and what happens when no answer comes.
#include <algorithm>
#include <span>
#include <utility>

#include "session/link.hpp"
#include "session/tab.hpp"

namespace bonito::detail {

// Of one that came while the page was greeted.
void Link::answer_ping(BytesView body) {
  if (const auto payload = parse_ping(body)) static_cast<void>(write(pong_frame(*payload)));
}

// Of a ping of ours, which holds the time it was sent.
void Link::receive_pong(BytesView body) {
  const auto payload = parse_ping(body);
  if (!payload) return refuse(payload.error(), current_.number);
  if (payload->size() != sizeof(std::int64_t)) return;
  std::int64_t sent = 0;
  std::ranges::copy(*payload, reinterpret_cast<std::byte*>(&sent));
  const auto now = Flight::Clock::now();
  const std::int64_t latest = now.time_since_epoch().count();
  constexpr std::int64_t longest = std::chrono::nanoseconds(std::chrono::minutes(1)).count();
  if (sent > latest || sent < latest - longest) return;  // before anything is computed of a number that anybody sent
  flight_.measured(std::chrono::nanoseconds(latest - sent), now);
  measured();
}

void Link::measured() {
  if (const auto known = flight_.round_trip()) {
    round_trip_ = std::chrono::duration_cast<std::chrono::microseconds>(*known).count();
  }
}

void Link::listen_for_life(std::uint64_t number) {
  life_ = run_after(tab_.options().ask_after, [tab = tab_.weak_from_this(), number] {
    const auto alive = tab.lock();
    if (!alive) return;
    alive->strand()->post([tab, number] {
      if (const auto still = tab.lock()) still->link().look_for_life(number);
    });
  });
}

void Link::look_for_life(std::uint64_t number) {
  if (current_.number != number || !connection()) return;
  if (heard_.exchange(false)) {
    asked_ = false;
  } else if (std::exchange(asked_, true)) {
    return disconnect({ByeCode::lagging, "This page did not answer."}, number);
  } else {
    const std::int64_t now = Flight::Clock::now().time_since_epoch().count();
    static_cast<void>(write(ping_frame(std::as_bytes(std::span(&now, 1)))));
  }
  listen_for_life(number);
}

}  // namespace bonito::detail
