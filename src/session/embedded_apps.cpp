#include "session/embedded_apps.hpp"

#include <algorithm>

#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::ptrdiff_t most_waiting = 256;  // that have never been on a page

}  // namespace

void EmbeddedApps::begin(std::vector<Attribute> way_to_connect, bool many) {
  way_to_connect_ = std::move(way_to_connect);
  many_ = many;
}

std::uint32_t EmbeddedApps::add(const std::shared_ptr<Session>& app) {
  std::erase_if(apps_, [](const App& each) { return each.session.expired(); });
  if (std::ranges::count(apps_, false, &App::has_been_there) >= most_waiting) {
    const auto oldest = std::ranges::find(apps_, false, &App::has_been_there);
    if (const auto session = oldest->session.lock()) session->close();
    apps_.erase(oldest);
  }
  return apps_.emplace_back(App{tab_.next_slot(), app, false}).slot;
}

void EmbeddedApps::on_page(std::uint32_t slot, bool is_there) {
  const auto found = std::ranges::lower_bound(apps_, slot, {}, &App::slot);
  if (found == apps_.end() || found->slot != slot) return;
  const auto session = found->session.lock();
  if (is_there && session) {
    found->has_been_there = true;
    return tab_.outbox().say_places_of(SessionCore::of(*session).family());
  }
  apps_.erase(found);
  if (session) session->close();
  if (const auto root = many_ ? nullptr : tab_.root()) root->close();
}

}  // namespace bonito::detail
