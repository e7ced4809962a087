#include "bonito/session/session.hpp"

#include "session/session_core.hpp"

namespace bonito {

Session::Session(std::unique_ptr<detail::SessionCore> core) noexcept : core_(std::move(core)) {}
Session::~Session() = default;

std::string_view Session::id() const noexcept { return core_->id(); }
SessionStatus Session::status() const noexcept { return core_->status(); }
std::chrono::steady_clock::time_point Session::since() const noexcept { return core_->since(); }
std::weak_ptr<Session> Session::weak() noexcept { return weak_from_this(); }
std::shared_ptr<Session> Session::root() noexcept { return core_->tab().root(); }
std::shared_ptr<Session> Session::parent() noexcept { return core_->parent(); }
const Observable<bool>& Session::opened() const { return core_->opened(); }
const Observable<bool>& Session::closed() const { return core_->closed(); }
const Observable<SessionStatus>& Session::status_changes() const { return core_->status_changes(); }
bool Session::wait_until_open(std::chrono::milliseconds timeout) const { return core_->wait_until_open(timeout); }
void Session::own(Subscription subscription) { core_->own(std::move(subscription)); }
std::shared_ptr<Executor> Session::executor() const noexcept { return core_->tab().strand(); }
void Session::set_metadata(std::string name, Value value) { core_->set_metadata(std::move(name), std::move(value)); }
Value Session::metadata(const std::string& name) const { return core_->metadata(name); }
void Session::post(std::function<void()> work) { core_->post(std::move(work)); }
std::optional<Error> Session::error() const { return core_->error(); }
std::optional<std::chrono::microseconds> Session::round_trip() const { return core_->tab().link().round_trip(); }

std::shared_ptr<FrontendConnection> Session::connection() const noexcept { return core_->tab().connection(); }
void Session::process_message(BytesView frame) { core_->tab().link().process_message(frame, connection()); }
void Session::writable() { core_->tab().link().writable(); }
void Session::soft_close() { core_->tab().link().lost(); }
void Session::close() { core_->close(); }

void* Session::data_of(const std::type_info& type, std::shared_ptr<void> (*make)()) {
  return core_->data_of(type, make);
}

void Session::mirror_live(std::string_view name, std::shared_ptr<const Live> live) {
  core_->mirror(std::string(name), std::move(live));
}

}  // namespace bonito
