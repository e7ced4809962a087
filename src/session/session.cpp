#include "bonito/session/session.hpp"

#include "session/session_core.hpp"

namespace bonito {

Session::Session(std::unique_ptr<detail::SessionCore> core) noexcept : core_(std::move(core)) {}
Session::~Session() = default;

std::string_view Session::id() const noexcept { return core_->id(); }
SessionStatus Session::status() const noexcept { return core_->status(); }
std::chrono::steady_clock::time_point Session::since() const noexcept { return core_->since(); }
std::weak_ptr<Session> Session::weak() noexcept { return weak_from_this(); }
const Observable<bool>& Session::opened() const noexcept { return core_->opened(); }
const Observable<bool>& Session::closed() const noexcept { return core_->closed(); }
void Session::own(Subscription subscription) { core_->own(std::move(subscription)); }
std::shared_ptr<Executor> Session::executor() const noexcept { return core_->shared_strand(); }
void Session::post(std::function<void()> work) { core_->post(std::move(work)); }
std::optional<Error> Session::error() const { return core_->error(); }
std::shared_ptr<FrontendConnection> Session::connection() const noexcept { return core_->connection(); }
void Session::connect_with(std::shared_ptr<FrontendConnection> connection) {
  core_->connect_with(std::move(connection));
}
void Session::process_message(BytesView frame) { core_->process_message(frame, core_->connection_number()); }
void Session::writable() { core_->writable(); }
void Session::soft_close() { core_->soft_close(core_->connection_number()); }
void Session::close() { core_->close(); }

void* Session::data_of(const std::type_info& type, std::shared_ptr<void> (*make)()) {
  return core_->data_of(type, make);
}

void Session::mirror_live(std::string_view name, std::shared_ptr<const Live> live) {
  core_->mirror(std::string(name), std::move(live));
}

}  // namespace bonito
