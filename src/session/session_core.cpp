#include "session/session_core.hpp"

#include <algorithm>

#include "bonito/base/log.hpp"
#include "bonito/base/random.hpp"

namespace bonito::detail {

std::shared_ptr<Session> SessionCore::make(std::shared_ptr<SessionRegistry> registry) {
  std::shared_ptr<Session> session(new Session(std::make_unique<SessionCore>(std::move(registry))));
  *session->core_->session_ = session;
  return session;
}

SessionCore::SessionCore(std::shared_ptr<SessionRegistry> registry)
    : id_(random_id()),
      session_(std::make_shared<std::weak_ptr<Session>>()),
      registry_(registry),
      options_(registry->options()),
      strand_(std::make_shared<Strand>([session = session_](std::exception_ptr thrown) {
        if (const auto alive = session->lock()) of(*alive).fail(thrown, "Work on the strand");
      })),
      outbox_([this] { flush_soon(); }, [this](std::exception_ptr thrown) { fail(thrown, "A value's encoding"); }) {}

SessionCore::~SessionCore() { outbox_.end(); }

std::chrono::steady_clock::time_point SessionCore::since() const {
  const std::lock_guard lock(mutex_);
  return since_;
}

std::optional<Error> SessionCore::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void SessionCore::own(Subscription subscription) {
  const std::lock_guard lock(mutex_);
  if (status_ != SessionStatus::closed) owned_.push_back(std::move(subscription));
  // Otherwise the subscription ends here, after the lock: it is a parameter.
}

void* SessionCore::data_of(std::type_index type, std::shared_ptr<void> (*construct)()) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [known, data] : data_) {
      if (known == type) return data.get();
    }
  }
  auto made = construct();  // the program's constructor: without the lock
  const std::lock_guard lock(mutex_);
  for (const auto& [known, data] : data_) {
    if (known == type) return data.get();
  }
  return data_.emplace_back(type, std::move(made)).second.get();
}

void SessionCore::post(std::function<void()> work) { strand_->post(std::move(work)); }

void SessionCore::mirror(std::string name, std::shared_ptr<const Live> live) {
  if (strand_->is_current()) return outbox_.mirror(next_slot(), name, std::move(live));
  strand_->post([session = *session_, name = std::move(name), live = std::move(live)]() mutable {
    if (const auto alive = session.lock()) of(*alive).mirror(std::move(name), std::move(live));
  });
}

bool SessionCore::become(SessionStatus next, std::initializer_list<SessionStatus> from,
                         std::optional<std::chrono::milliseconds> close_after) {
  Timer obsolete;
  const std::lock_guard lock(mutex_);
  if (std::ranges::find(from, status_.load()) == from.end()) return false;
  obsolete = enter(next, close_after);
  return true;
}

Timer SessionCore::enter(SessionStatus next, std::optional<std::chrono::milliseconds> close_after) {
  status_ = next;
  since_ = std::chrono::steady_clock::now();
  Timer deadline;
  if (close_after) {
    deadline = run_after(*close_after, [session = *session_, since = since_] {
      const auto alive = session.lock();
      if (alive && of(*alive).since() == since) alive->close();
    });
  }
  return std::exchange(deadline_, std::move(deadline));
}

void SessionCore::rendered() { become(SessionStatus::rendered, {SessionStatus::fresh}); }

void SessionCore::displayed() {
  become(SessionStatus::displayed, {SessionStatus::rendered}, options_->wait_for_first_connect);
}

void SessionCore::soft_close(std::uint64_t connection_number) { static_cast<void>(let_go(connection_number)); }

std::shared_ptr<FrontendConnection> SessionCore::let_go(std::uint64_t connection_number) {
  Timer obsolete;
  const std::lock_guard lock(mutex_);
  if (connection_number != connection_number_) return nullptr;
  if (status_ == SessionStatus::open) obsolete = enter(SessionStatus::soft_closed, options_->keep_after_disconnect);
  return std::exchange(connection_, nullptr);
}

void SessionCore::close(Bye why) {
  const auto self = session_->lock();
  using enum SessionStatus;
  if (!self || !become(closed, {fresh, rendered, displayed, open, soft_closed})) return;
  if (const auto connection = this->connection()) tell_bye(connection, why);
  if (const auto registry = registry_.lock()) registry->ending(id_);
  strand_->end([self] { of(*self).release(); });
}

void SessionCore::release() {
  try {
    closed_.set(true);
  } catch (...) {
    fail(std::current_exception(), "A listener of closed()", false);
  }
  outbox_.end();
  handlers_.clear();
  assets_.clear();
  {
    std::vector<Subscription> owned;
    std::vector<std::pair<std::type_index, std::shared_ptr<void>>> data;
    std::shared_ptr<FrontendConnection> connection;
    const std::lock_guard lock(mutex_);  // released first: what is dropped may be the program's
    owned.swap(owned_);
    data.swap(data_);
    connection.swap(connection_);
  }
  if (const auto registry = registry_.lock()) registry->ended(id_);
}

Error SessionCore::fail(std::exception_ptr thrown, std::string_view where, bool tell) {
  Error error{Errc::app, "something that is no std::exception was thrown"};
  try {
    std::rethrow_exception(thrown);
  } catch (const Failure& failure) {
    error = failure.error();
  } catch (const std::exception& other) {
    error.message = other.what();
  } catch (...) {
  }
  const std::string reference = random_id().substr(0, 8);
  log(LogLevel::error, LogOwner::app,
      std::string(where) + " of session " + id_.substr(0, 6) + "… failed (reference " + reference +
          "): " + error.message);
  {
    const std::lock_guard lock(mutex_);
    error_ = error;
  }
  if (!development()) {
    error.message = "Something went wrong here. If you report it, give this reference: " + reference + ".";
  }
  if (tell) outbox_.show_error(error.message);
  return error;
}

void SessionCore::mounted_at(std::string_view path) {
  to_root_.clear();
  const auto slashes = std::ranges::count(path, '/');
  for (auto i = slashes; i > 1; --i) to_root_ += "../";
}

std::string SessionCore::url(std::string_view resource) const { return to_root_ + std::string(resource); }

std::string SessionCore::url(const Asset& asset) {
  const auto registry = registry_.lock();
  assets_.push_back(registry ? registry->assets().add(asset) : asset);
  return url("_bonito/" + asset.key());
}

std::uint32_t SessionCore::handle(const EventHandler& handler) {
  const auto slot = next_slot();
  handlers_.emplace_back(slot, handler);
  return slot;
}

}  // namespace bonito::detail
