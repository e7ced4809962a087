#include "session/embedding.hpp"

#include <exception>
#include <functional>
#include <utility>

#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr int most_attempts = 8;  // a session that is shared may close at any time

void on_strand(Session& session, const std::function<void()>& work) {
  const auto& strand = SessionCore::of(session).tab().strand();
  strand->is_current() ? work() : strand->run_here(work);
}

}  // namespace

void begin_embedding(Session& root, const Request& request) {
  auto& core = SessionCore::of(root);
  core.tab().mounted_at(request.path);
  core.tab().rules()->begin_names_with("b" + core.id().substr(0, 6) + "-");
  try {
    on_strand(root, [&] {
      const bool many = root.connection()->use_parent_session();
      core.tab().embedded_apps().begin(way_to_connect(core, root.connection()->setup_connection(root)), many);
      core.rendered();
      core.displayed();
    });
  } catch (...) {
    core.fail(std::current_exception(), "The connection", {}, false);
    root.close();
    throw;
  }
}

std::optional<EmbeddedApp> render_embedded_app(Session& root, const App& app, const Request& request) {
  std::optional<EmbeddedApp> rendered;
  on_strand(root, [&] {
    if (root.status() == SessionStatus::closed) return;
    auto& core = SessionCore::of(root);
    const auto child = core.make_child();
    const auto slot = core.tab().embedded_apps().add(child);
    try {
      Needs needs;
      const Needs::Scope scope(core.tab(), needs);
      rendered = {slot, render_embedded(*child, app.options(), content_of(app, *child, request))};
      SessionCore::of(*child).rendered();
    } catch (...) {
      core.fail(std::current_exception(), "An embedded app", app.place(), false);
      core.tab().embedded_apps().on_page(slot, false);
      throw;
    }
  });
  return rendered;
}

std::string Embedding::show(const App& app, const Visit& visit) {
  for (int attempts = 0; attempts < most_attempts; ++attempts) {
    auto root = shared();
    if (!root) root = root_for(visit);
    auto rendered = render_embedded_app(*root, app, visit.request);
    if (!rendered) continue;
    const auto& way = SessionCore::of(*root).tab().embedded_apps().way_to_connect();
    return embedded_element(root->id(), rendered->slot, way, std::move(rendered->html));
  }
  throw Failure(
      {Errc::closed, "One session after the other closed before the app was rendered: look at what closes them."});
}

std::shared_ptr<Session> Embedding::shared() const {
  const std::lock_guard lock(mutex_);
  auto root = shared_.lock();
  return root && root->status() != SessionStatus::closed ? root : nullptr;
}

std::shared_ptr<Session> Embedding::root_for(const Visit& visit) {
  auto root = registry_->make(visit);
  if (!root) {
    throw Failure(
        {Errc::refused, registry_->is_closed()
                            ? "These pages are closed, and embed no more apps."
                            : "There are as many sessions as SessionLimits::max_sessions allows. Allow more, or "
                              "try again later."});
  }
  begin_embedding(*root, visit.request);
  const auto& apps = SessionCore::of(*root).tab().embedded_apps();
  if (apps.way_to_connect().empty()) {
    on_strand(*root, [&] { SessionCore::of(*root).tab().stay_static(); });
  }
  if (!apps.are_many()) return root;
  std::shared_ptr<Session> spare;
  {
    const std::lock_guard lock(mutex_);
    const auto other = shared_.lock();  // another thread was faster
    if (!other || other->status() == SessionStatus::closed) {
      shared_ = root;
    } else {
      spare = std::exchange(root, other);
    }
  }
  if (spare) spare->close();
  return root;
}

}  // namespace bonito::detail
