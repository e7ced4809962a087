#include "session/embedded_apps.hpp"

#include <algorithm>

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::ptrdiff_t most_waiting = 256;  // that have never been on a page

class Gone final : public Announcement {
 public:
  explicit Gone(std::uint32_t app) noexcept : app_(app) {}
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override {
    Encoder out(end.messages);
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::gone));
    out.unsigned_integer(app_);
    return std::nullopt;
  }

 private:
  const std::uint32_t app_;
};

}  // namespace

void EmbeddedApps::begin(std::vector<Attribute> way_to_connect, bool many) {
  way_to_connect_ = std::move(way_to_connect);
  many_ = many;
}

std::uint32_t EmbeddedApps::add(const std::shared_ptr<Session>& app) {
  std::erase_if(apps_, [](const App& each) { return each.session.expired(); });
  if (std::ranges::count(apps_, false, &App::has_been_there) >= most_waiting) {
    const auto oldest = std::ranges::find(apps_, false, &App::has_been_there);
    tab_.strand()->post([session = oldest->session] {  // later: who hears of its end may embed another
      if (const auto alive = session.lock()) alive->close();
    });
    apps_.erase(oldest);
  }
  const auto slot = tab_.next_slot();
  SessionCore::of(*app).scope(slot);
  return apps_.emplace_back(App{slot, app}).slot;
}

void EmbeddedApps::on_page(std::uint32_t slot, bool is_there) {
  const auto found = std::ranges::lower_bound(apps_, slot, {}, &App::slot);
  const bool is_known = found != apps_.end() && found->slot == slot;
  const auto session = is_known ? found->session.lock() : nullptr;
  if (is_there) return session ? show(*found) : tab_.outbox().announce(std::make_shared<Gone>(slot));
  if (!is_known) return;
  apps_.erase(found);
  if (session) session->close();
  if (const auto root = many_ ? nullptr : tab_.root()) root->close();
}

void EmbeddedApps::show(App& app) {
  app.has_been_there = true;
  app.is_missed = false;
  app.is_to_be_told = is_any_to_be_told_ = true;
}

bool EmbeddedApps::awaits(const void* owner) const {
  return std::ranges::any_of(apps_, [&](const App& app) {
    const auto session = app.has_been_there && !app.is_missed ? nullptr : app.session.lock();
    if (!session) return false;
    const auto family = SessionCore::of(*session).family();
    return std::ranges::find(family, owner) != family.end();
  });
}

void EmbeddedApps::tell_shown() {
  if (!std::exchange(is_any_to_be_told_, false)) return;
  for (App& app : apps_) {
    const auto session = std::exchange(app.is_to_be_told, false) ? app.session.lock() : nullptr;
    if (!session) continue;
    const auto family = SessionCore::of(*session).family();
    tab_.scripts().given().end_of_all(family);
    tab_.outbox().say_places_of(family);
  }
}

void EmbeddedApps::page_changed() {
  if (apps_.empty()) return;
  for (App& app : apps_) app.is_missed = app.has_been_there;
  deadline_ = run_after(tab_.options().embedded_within, [weak = tab_.weak_from_this()] {
    const auto tab = weak.lock();
    if (!tab) return;
    tab->strand()->post([weak] {
      if (const auto alive = weak.lock()) alive->embedded_apps().drop_missed();
    });
  });
}

void EmbeddedApps::drop_missed() {
  std::vector<std::uint32_t> missed;
  for (const App& app : apps_) {
    if (app.is_missed) missed.push_back(app.slot);
  }
  for (const auto slot : missed) on_page(slot, false);
}

}  // namespace bonito::detail
