#include "session/session_core.hpp"

#include <algorithm>

#include "base/longest_wait.hpp"
#include "bonito/base/log.hpp"
#include "session/browser_log.hpp"
#include "session/cleanup_asking.hpp"

namespace bonito::detail {

using enum SessionStatus;

Parts registered_parts(const Request& request) { return {make_connection(request), make_asset_server(request)}; }

std::shared_ptr<Session> SessionCore::make(const std::shared_ptr<SessionRegistry>& registry, Parts parts) {
  auto tab = std::make_shared<Tab>(registry, std::move(parts));
  std::shared_ptr<Session> session(new Session(std::make_unique<SessionCore>(tab, nullptr, tab->id())));
  of(*session).self_ = session;
  tab->start(session);
  return session;
}

std::shared_ptr<Session> SessionCore::make_child() {
  std::string id = tab_->id() + "/" + std::to_string(tab_->next_slot());
  std::shared_ptr<Session> child(new Session(std::make_unique<SessionCore>(tab_, this, std::move(id))));
  of(*child).self_ = child;
  children_.push_back(child);
  return child;
}

std::vector<const void*> SessionCore::family() const {
  std::vector<const void*> all{self().get()};
  for (const auto& child : children_) {
    const auto more = of(*child).family();
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

SessionCore::SessionCore(std::shared_ptr<Tab> tab, SessionCore* parent, std::string id)
    : tab_(std::move(tab)),
      parent_(parent ? parent->self_ : std::weak_ptr<Session>()),
      id_(std::move(id)),
      is_root_(parent == nullptr),
      provided_(std::make_shared<ContextValues>(parent ? parent->provided() : nullptr)) {}

SessionCore::~SessionCore() {
  if (is_root_) tab_->end();
}

SessionStatus SessionCore::status() const noexcept {
  const SessionStatus own = status_;
  if (is_root_ || own == SessionStatus::closed || own == fresh) return own;
  const auto root = tab_->root();
  return root ? root->status() : SessionStatus::closed;
}

std::chrono::steady_clock::time_point SessionCore::since() const {
  const std::lock_guard lock(mutex_);
  return since_;
}

std::optional<Error> SessionCore::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

SessionCore::Told& SessionCore::told() const {
  const std::lock_guard lock(mutex_);
  if (!told_) {
    const SessionStatus now = status_;
    told_ = std::make_unique<Told>(Told{Observable<bool>(now == open),
                                        Observable<bool>(now == SessionStatus::closed),
                                        Observable<SessionStatus>(now),
                                        {}});
  }
  return *told_;
}

const Observable<bool>& SessionCore::opened() const {
  const auto root = is_root_ ? nullptr : tab_->root();
  return root ? root->opened() : told().opened;
}

const Observable<bool>& SessionCore::closed() const { return told().closed; }

const Observable<std::optional<BrowserError>>& SessionCore::browser_error() const {
  const auto root = is_root_ ? nullptr : tab_->root();
  return root ? root->browser_error() : told().browser_error;
}

const Observable<SessionStatus>& SessionCore::status_changes() const {
  const auto root = is_root_ ? nullptr : tab_->root();
  return root ? root->status_changes() : told().status;
}

void SessionCore::own(Subscription subscription) {
  const std::lock_guard lock(mutex_);
  if (status_ != SessionStatus::closed) owned_.push_back(std::move(subscription));
  // Otherwise the subscription ends here, after the lock: it is a parameter.
}

void SessionCore::post(std::function<void()> work) {
  tab_->strand()->post([self = self_, work = std::move(work)] {
    const auto alive = self.lock();
    if (alive && of(*alive).status_ != SessionStatus::closed) work();
  });
}

void SessionCore::on_strand(std::function<void(SessionCore&)> work) {
  if (!tab_->strand()->is_current()) {
    return post([session = self_, work = std::move(work)] {
      if (const auto alive = session.lock()) work(of(*alive));
    });
  }
  if (status_ != SessionStatus::closed) work(*this);
}

void SessionCore::mirror(std::string name, std::shared_ptr<const Live> live) {
  on_strand([name = std::move(name), live = std::move(live)](SessionCore& core) {
    Tab& tab = core.tab();
    tab.outbox().add(
        std::make_shared<ValueBinding>(tab.next_slot(), core.self().get(), ValueBinding::Kind::mirror, live, name),
        true);
  });
}

void SessionCore::run_always(Builtin builtin, Js function, Js::Arguments arguments) {
  const auto place = function.place();
  if (!function.is_empty()) arguments.insert(arguments.begin(), std::make_shared<const Js>(std::move(function)));
  on_strand([builtin, place, arguments = std::move(arguments)](SessionCore& core) {
    core.tab().scripts().run_always(*core.self(), builtin, arguments, place);
  });
}

bool SessionCore::wait_until_open(std::chrono::milliseconds timeout) const {
  const auto root = is_root_ ? nullptr : tab_->root();
  if (root) return of(*root).wait_until_open(timeout);
  if (tab_->strand()->is_current()) {
    throw Failure({Errc::usage,
                   "wait_until_open() was called by the session's own code, which the opening waits for: listen to "
                   "opened() instead."});
  }
  std::unique_lock lock(mutex_);
  status_changed_.wait_for(lock, bounded(timeout),
                           [this] { return status_ == open || status_ == SessionStatus::closed; });
  return status_ == open;
}

bool SessionCore::become(SessionStatus next, std::initializer_list<SessionStatus> from) {
  bool somebody = false;
  {
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(from, status_.load()) == from.end()) return false;
    status_ = next;
    since_ = std::chrono::steady_clock::now();
    status_changed_.notify_all();
    somebody = told_ != nullptr;
  }
  ask_policy_later();
  if (somebody) post_to(&SessionCore::tell_status);
  return true;
}

void SessionCore::post_to(void (SessionCore::*work)()) {
  tab_->strand()->post([session = self_, work] {
    if (const auto alive = session.lock()) (of(*alive).*work)();
  });
}

void SessionCore::tell_status() {
  auto& status = told().status;
  if (const SessionStatus now = status_; status.get() != now) status.set(now);
}

void SessionCore::ask_policy_later() {
  SessionStatus status = fresh;
  std::chrono::steady_clock::time_point since;
  {
    const std::lock_guard lock(mutex_);
    status = status_;
    since = since_;
  }
  Timer deadline;
  const auto wait = status == fresh || status == SessionStatus::closed ? std::nullopt : when_to_ask(status, since);
  if (wait) {
    deadline = run_after(*wait, [session = self_] {
      if (const auto alive = session.lock()) of(*alive).post_to(&SessionCore::ask_policy);
    });
  }
  const std::lock_guard lock(mutex_);  // released first: cancelling a timer waits for its callback
  if (since_ == since) std::swap(deadline_, deadline);
}

void SessionCore::ask_policy() {
  const auto session = self();
  if (!session || status_ == SessionStatus::closed) return;
  if (is_to_be_cleaned_up(*session)) return close();
  ask_policy_later();
}

void SessionCore::rendered() {
  if (is_root_) {
    become(SessionStatus::rendered, {fresh});
  } else {
    SessionStatus before = fresh;
    status_.compare_exchange_strong(before, SessionStatus::rendered);
  }
}

void SessionCore::displayed() { become(SessionStatus::displayed, {SessionStatus::rendered}); }

bool SessionCore::connected() { return status_ == open || become(open, {SessionStatus::displayed, soft_closed}); }

void SessionCore::opened_now() {
  bool somebody = false;
  {
    const std::lock_guard lock(mutex_);
    somebody = told_ != nullptr;
  }
  if (somebody) told_->opened.set(true);
}

void SessionCore::lost() {
  if (!allows_soft_close()) return close();
  become(soft_closed, {open});
}

void SessionCore::close(Bye why) {
  const auto self = this->self();
  if (!self) return;
  if (!is_root_) {
    if (status_.exchange(SessionStatus::closed) == SessionStatus::closed) return;
    const auto end = [self] { of(*self).release(); };
    return tab_->strand()->is_current() ? end() : tab_->strand()->post(end);
  }
  // Whoever finds it closed ends it all the same, once more or once: who closed it may not have come to that yet, and
  // close_all() waits for the end.
  become(SessionStatus::closed, {fresh, SessionStatus::rendered, SessionStatus::displayed, open, soft_closed});
  tab_->link().end(why);
  tab_->connection()->close();
  if (const auto registry = tab_->registry()) registry->ending(id_);
  tab_->strand()->end([self] { of(*self).release(); });
}

void SessionCore::release() {
  if (std::exchange(released_, true)) return;
  // Not by close(): of what that posts nothing runs any more when the page itself ends.
  for (const auto& child : std::exchange(children_, {})) {
    of(*child).status_ = SessionStatus::closed;
    of(*child).release();
  }
  bool somebody = false;
  {
    const std::lock_guard lock(mutex_);
    somebody = told_ != nullptr;
  }
  if (somebody) {
    try {
      told_->closed.set(true);
      tell_status();
    } catch (...) {
      fail(std::current_exception(), "A listener of closed()", {}, false);
    }
  }
  const auto session = self();
  if (is_root_) {
    tab_->end();
  } else if (session) {
    tab_->forget(*session);
    if (const auto parent = this->parent()) std::erase(of(*parent).children_, session);
  }
  held_.clear();
  kept_.clear();
  {
    std::vector<Subscription> owned;
    std::vector<std::pair<std::type_index, std::shared_ptr<void>>> data;
    auto provided = std::make_shared<ContextValues>(nullptr);
    const std::lock_guard lock(mutex_);  // released first: what is dropped may be the program's
    owned.swap(owned_);
    data.swap(data_);
    provided.swap(provided_);
  }
  if (!is_root_) return;
  if (const auto registry = tab_->registry()) registry->ended(id_);
}

Error SessionCore::fail(std::exception_ptr thrown, std::string_view where, CodePlace place, bool tell) {
  Error error{Errc::app, "something that is no std::exception was thrown"};
  try {
    std::rethrow_exception(thrown);
  } catch (const Failure& failure) {
    error = failure.error();
  } catch (const std::exception& other) {
    error.message = other.what();
  } catch (...) {
  }
  const auto reference = tab_->failures().next();
  const std::string written = place.line == 0 ? "" : " (written at " + place.text() + ")";
  if (reference.is_new) {
    log(LogLevel::error, LogOwner::app,
        std::string(where) + written + " of session " + id_.substr(0, 6) + "… failed (reference " + reference.text +
            "): " + error.message);
  }
  {
    const std::lock_guard lock(mutex_);
    error_ = error;
  }
  if (const auto root = is_root_ ? nullptr : tab_->root()) {
    auto& core = of(*root);
    const std::lock_guard lock(core.mutex_);
    core.error_ = error;
  }
  if (!tab_->options().development) {
    error.message = "Something went wrong here. If you report it, give this reference: " + reference.text + ".";
  } else if (!written.empty()) {
    error.message += "\n" + std::string(where) + written;
  }
  if (tell) tab_->show_error(error.message);
  return error;
}

void SessionCore::lagged(std::string sentence, LogLevel level) {
  log(level, LogOwner::network, "Session " + id_.substr(0, 6) + "…: " + sentence);
  const std::lock_guard lock(mutex_);
  error_ = Error{Errc::lagging, std::move(sentence)};
}

void SessionCore::failed_in_browser(BrowserError error) {
  const bool is_network = error.origin == BrowserError::Origin::network;
  log(LogLevel::warning, is_network ? LogOwner::network : LogOwner::app,
      "Session " + id_.substr(0, 6) + "…: in the browser: " + error.message, places_of(error));
  {
    const std::lock_guard lock(mutex_);
    error_ = Error{Errc::javascript, error.message};
  }
  told().browser_error.set(std::move(error));
}

std::string SessionCore::url(const Asset& asset) {
  const auto session = self();
  if (!session) return {};
  if (!asset.elsewhere().empty()) return asset.elsewhere();
  const Asset shown = tab_->options().development ? newest(asset) : asset;
  for (const Asset& part : shown.parts()) tab_->asset_server().url(*session, part);
  return tab_->asset_server().url(*session, shown);
}

bool SessionCore::holds_any(const std::vector<std::string>& keys) const {
  const auto holds = [this](const std::string& key) {
    const auto found = held_.find(key);
    return found != held_.end() && !found->second.expired();
  };
  return std::ranges::any_of(keys, holds) ||
         std::ranges::any_of(children_, [&](const auto& child) { return of(*child).holds_any(keys); });
}

std::string SessionCore::serve(const Asset& asset) {
  const auto registry = tab_->registry();
  const auto root = tab_->root();
  if (registry && root) hold(asset.key(), [&] { return registry->assets().show(asset, of(*root).visitor()); });
  return tab_->url("_bonito/" + asset.key());
}

std::string SessionCore::url(const Download& download) {
  const auto session = self();
  return session ? tab_->asset_server().download_url(*session, download) : std::string();
}

std::string SessionCore::offer(const Download& download, std::string_view before_key) {
  struct Running {
    std::shared_ptr<std::atomic<std::size_t>> count = std::make_shared<std::atomic<std::size_t>>(0);
  };
  const auto registry = tab_->registry();
  const auto root = tab_->root();
  if (!registry || !root) return {};
  const auto offer = registry->downloads().offer({download, of(*root).visitor(), self_, root->data<Running>().count});
  hold(offer->key, [&] { return offer; });
  return tab_->url(std::string("_bonito/").append(before_key) + offer->key);
}

}  // namespace bonito::detail
