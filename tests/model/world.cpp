#include "model/world.hpp"

#include <chrono>
#include <thread>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/session/cleanup.hpp"

namespace bonito::model {
namespace {

class Policy final : public CleanupPolicy {
 public:
  Policy(bool soft_close, bool evict) : soft_close_(soft_close), evict_(evict) {}
  bool should_cleanup(const Session&) const override { return evict_; }
  bool allow_soft_close() const override { return soft_close_; }
  std::optional<std::chrono::steady_clock::time_point> ask_at(SessionStatus,
                                                              std::chrono::steady_clock::time_point) const override {
    if (!evict_) return std::nullopt;
    return std::chrono::steady_clock::now();
  }

 private:
  const bool soft_close_;
  const bool evict_;
};

}  // namespace

World::World(Profile profile) : profile_(profile) {
  set_log_sink([this](const LogEntry& entry) {
    if (entry.message.find("goes on from the newest") != std::string::npos) ++overflows_;
  });
  set_cleanup_policy(std::make_shared<Policy>(profile_.soft_close, false));
  detail::RegistryOptions options;
  if (profile_.tight) options.limits.outgoing_bytes = 16u << 10;
  registry_ = std::make_shared<detail::SessionRegistry>(options);
  Request request;
  request.method = "GET";
  request.path = "/";
  const detail::SessionRegistry::Scope scope(registry_);
  const Handler handler = program_.app();
  html_ = handler(Visit{request, {}}).body;
  session_ = registry_->all().at(0);
  for (int tab = 0; tab < tabs; ++tab) load(tab);
}

World::~World() {
  hold_.reset();
  registry_->close_all({ByeCode::shutdown, "The model has been played."});
  set_cleanup_policy(nullptr);
  set_log_sink({});
}

void World::settle() {
  note_jumps();
  if (hold_) return;
  detail::SessionCore::of(*session_).tab().strand()->wait();
  note_jumps();
  check();
}

// Does the outbox keep each value of Delivery::every, or only note that something changed?
bool World::keeps_every() const {
  bool keeps = true;
  const auto look = [&] { keeps = !outbox().overflown() && outbox().has_said_everything(); };
  if (hold_) {
    look();
  } else {
    detail::SessionCore::of(*session_).tab().strand()->run_here(look);
  }
  return keeps;
}

// Too much waited, or a snapshot was made: pages go on from the newest.
void World::note_jumps() {
  const bool overflown = outbox().overflown();
  const bool begins = overflown && !overflown_;
  overflown_ = overflown;
  const int overflows = overflows_;
  if (begins || std::exchange(overflows_noted_, overflows) != overflows) {
    for (auto& page : pages_) page->shown.may_jump();
  }
  for (const auto& line : lines_) {
    const auto welcome = line->welcome();
    if (!welcome || welcome->mode != Mode::snapshot || std::exchange(line->is_noted, true)) continue;
    pages_[line->page]->shown.may_jump();
    ++snapshots_;
  }
}

void World::close() {
  may_close_ = true;
  session_->close();
  settle();
}

void World::evict() {
  go_on();
  if (session_->status() == SessionStatus::closed) return;
  may_close_ = evicted_ = true;
  set_cleanup_policy(std::make_shared<Policy>(profile_.soft_close, true));
  while (program_.closed() == 0) std::this_thread::yield();
  settle();
}

void World::rest(int tab) {
  Page& page = page_in(tab);
  go_on();
  if (page.line && page.line == link_of(*session_).connection()) {
    congest(tab, false);
    converse(tab);
    if (page.line) check_page(page);
  }
  for (const auto& line : lines_) tell_lost(*line);
  open(tab, false);
  converse(tab);
  if (session_->status() != SessionStatus::closed) check_page(page);
}

void World::end() {
  go_on();
  close();
  for (auto& page : pages_) page->line = nullptr;
  lines_.clear();
  const std::weak_ptr<Session> session = session_;
  if (!profile_.keep_session) session_.reset();
  while (evicted_ && !profile_.keep_session && !session.expired()) std::this_thread::yield();  // a timer may look at it
  check_end(session);
}

}  // namespace bonito::model
