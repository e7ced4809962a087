#include "bonito/session/session.hpp"

#include <exception>
#include <utility>

#include "bonito/session/task.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

// Answered in any case, if only because it is forgotten: the session ends before it is asked.
class Question {
 public:
  using Answered = std::function<void(Result<Value>)>;
  explicit Question(Answered then) : then_(std::move(then)) {}
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;
  ~Question() { answer(Error{Errc::closed, "The session has ended."}); }
  void answer(Result<Value> answer) noexcept {
    const auto then = std::exchange(then_, nullptr);
    if (!then) return;
    try {
      then(std::move(answer));
    } catch (...) {
      detail::fail_current_strand(std::current_exception());
    }
  }

 private:
  Answered then_;
};

}  // namespace

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

const Observable<std::optional<BrowserError>>& Session::browser_error() const { return core_->browser_error(); }

void Session::eval(Js statements) {
  core_->on_strand([statements = std::move(statements)](detail::SessionCore& core) {
    core.tab().scripts().run(*core.self(), statements);
  });
}

void Session::ask(Js expression, std::chrono::milliseconds within, std::function<void(Result<Value>)> then) {
  const auto question = std::make_shared<Question>(std::move(then));
  core_->on_strand([expression = std::move(expression), within, question](detail::SessionCore& core) {
    auto answered = [question](Result<Value> answer) { question->answer(std::move(answer)); };
    try {
      core.tab().scripts().ask(*core.self(), expression, within, std::move(answered));
    } catch (const Failure& failure) {  // whoever asked hears of it as an answer, and only so
      question->answer(failure.error());
    } catch (...) {
      question->answer(core.fail(std::current_exception(), "A question", expression.place(), false));
    }
  });
}

void Session::on_load(const Node& element, Js function) {
  detail::name_for_scripts(element);
  core_->run_always(detail::Builtin::load, std::move(function), {element});
}

void Session::listen_in_browser(std::vector<std::shared_ptr<const Live>> sources, Js function) {
  core_->run_always(detail::Builtin::listen, std::move(function), {sources.begin(), sources.end()});
}

void Session::listen_to_any_in_browser(std::vector<std::shared_ptr<const Live>> sources, Js function) {
  core_->run_always(detail::Builtin::listen_any, std::move(function), {sources.begin(), sources.end()});
}

void Session::link_in_browser(std::shared_ptr<const Live> from, std::shared_ptr<const Live> to) {
  core_->run_always(detail::Builtin::link, {}, {std::move(from), std::move(to)});
}

void Session::expose_function(std::string_view name, detail::ExposedFunction function) {
  core_->on_strand([name = std::string(name), function = std::move(function)](detail::SessionCore& core) {
    core.tab().scripts().expose(*core.self(), name, function);
  });
}

void* Session::data_of(const std::type_info& type, std::shared_ptr<void> (*make)()) {
  return core_->data_of(type, make);
}

void Session::mirror_live(std::string_view name, std::shared_ptr<const Live> live) {
  core_->mirror(std::string(name), std::move(live));
}

}  // namespace bonito
