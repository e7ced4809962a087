#include "bonito/session/app.hpp"

#include "bonito/session/pages.hpp"
#include "bonito/web/error_page.hpp"
#include "session/page.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

Response html(int status, std::string body) {
  return {.status = status,
          .body = std::move(body),
          .headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}}};
}

Response page_of(const AppOptions& options, int status, std::string body) {
  Response response = html(status, std::move(body));
  const auto& policy = options.content_security_policy;
  if (!policy.empty()) response.headers.emplace_back("Content-Security-Policy", policy);
  return response;
}

// The content comes when the handler has made it, in the place of the loading page.
void render_later(const App& app, Session& session, const Request& request, const Observable<Node>& content) {
  session.post([app, weak = session.weak(), request, content] {
    const auto alive = weak.lock();
    if (!alive) return;
    content.update([](Node&) {});  // so it is said before the scripts that are asked for now, which name what is in it
    Node made;
    try {
      made = app.render(*alive, request);
    } catch (...) {
      made = detail::error_content(
          detail::SessionCore::of(*alive).fail(std::current_exception(), "The page", app.place(), false));
    }
    content.set(std::move(made));
  });
}

std::string render(const App& app, Session& session, const Request& request) {
  const Js setup = session.connection()->setup_connection(session);
  if (setup.is_empty()) detail::SessionCore::of(session).tab().stay_static();
  detail::Needs needs;
  const detail::Needs::Scope scope(detail::SessionCore::of(session).tab(), needs);
  return detail::render_document(session, setup, app.options(), detail::content_of(app, session, request));
}

struct Rendered {
  std::string page;
  std::exception_ptr thrown = nullptr;  // then there is no page,
  Error shown{};                        // and this is what the visitor may know
};

Rendered render_whole(const App& app, Session& session, const Request& request) {
  auto& core = detail::SessionCore::of(session);
  core.tab().mounted_at(request.path);
  try {
    std::string page;
    core.tab().strand()->run_here([&] {
      page = render(app, session, request);
      core.rendered();
      core.displayed();
    });
    return {std::move(page)};
  } catch (...) {
    Rendered failed{"", std::current_exception()};
    failed.shown = core.fail(failed.thrown, "The page", app.place(), false);
    session.close();
    return failed;
  }
}

}  // namespace

Node detail::content_of(const App& app, Session& session, const Request& request) {
  const auto& loading = app.options().loading_page;
  if (!loading || SessionCore::of(session).tab().is_static()) return app.render(session, request);
  const Observable<Node> content{*loading};
  render_later(app, session, request, content);
  return bonito::to_node(session, content);
}

Response detail::serve_page(const App& app, const Visit& visit, SessionRegistry& registry) {
  const auto& method = visit.request.method;
  const AppOptions& options = app.options();
  if (method == "HEAD") return page_of(options, 200, "");  // a page nobody reads needs no session
  if (method != "GET") {
    Response refusal = html(405, "This page answers GET and HEAD.");
    refusal.headers.emplace_back("Allow", "GET, HEAD");
    return refusal;
  }
  const auto session = registry.make(visit);
  if (!session) return bonito::error_page(503, "This server opens no more pages now. Try again later.");
  auto [page, thrown, shown] = render_whole(app, *session, visit.request);
  return thrown ? page_of(options, 500, error_page(options, shown)) : page_of(options, 200, std::move(page));
}

std::string render_page(Session& session, const App& app, const Request& request) {
  if (session.status() != SessionStatus::fresh) {
    throw Failure({Errc::usage, "A session shows one page, and this one has been rendered or closed. Open another."});
  }
  auto [page, thrown, shown] = render_whole(app, session, request);
  if (thrown) std::rethrow_exception(thrown);
  return page;
}

App::App(Node page, AppOptions options, CodePlace place)
    : App(Render([page = std::move(page)](Session&, const Request&) { return page; }), std::move(options), place,
          nullptr) {}

App::App(Render render, AppOptions options, CodePlace place, std::nullptr_t)
    : page_(std::make_shared<const Page>(Page{std::move(render), std::move(options), place})) {}

const AppOptions& App::options() const noexcept { return page_->options; }
CodePlace App::place() const noexcept { return page_->place; }

Node App::render(Session& session, const Request& request) const { return page_->render(session, request); }

App::operator Handler() const {
  return Handler([app = *this](const Visit& visit) {
    const auto registry = detail::SessionRegistry::current();
    if (!registry) throw Failure({Errc::usage, "An App was called outside a server. Route it with Server::route()."});
    return detail::serve_page(app, visit, *registry);
  });
}

}  // namespace bonito
