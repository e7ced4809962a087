// Pages: live pages inside a web server of your own, or with none: sessions, and the files that pages ask for.
//
//   Pages pages;
//   reply(pages.page(app, request));                          // for each visitor
//   reply(pages.answer(request));                             // "/_bonito/*", seen from where the pages stand
//   const auto [session, refusal] = pages.admit(request);     // a socket at "/_bonito/ws/ID": websocket_handler.hpp
//
// The page's path, as the request has it, is where its relative URLs begin: a page at "/a/b" asks for
// "../_bonito/…". Fill Request::client, for pages that no browser has connected to are limited for each; and
// Request::identity, if you have logins: a socket has to have its page's (docs/guides/security.md).
//
// page() is open() and render_page(), for who wants to say the rest himself.
//
// A page that another program makes, a notebook's or a web framework's, may hold live apps among its content:
//
//   reply("<h1>Our own page</h1>" + pages.embed(app, request));
//
// The element brings its styles and the client's script. Its URLs, too, are relative to the request's path: where a
// script fetches it from elsewhere, give a request with the path of the page that it is put into. It lives while it is
// in the document: taken out, and not put back at once, its session ends. Each has a session of its own, unless their
// connection's use_parent_session() says that all that these Pages embed are parts of one: then its setup_connection()
// is called once, for the session they share, and one connection carries them all.
//
// Owner: whoever made it; the destructor closes. Thread: any. Failure: open() answers null when there are too many
// sessions, and after close(), where embed() throws Failure{Errc::refused}.
#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/session/app.hpp"
#include "bonito/session/session_limits.hpp"
#include "bonito/web/request.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito {

class RemoteApp;
namespace detail {
class Doorkeeper;
class Embedding;
class SessionRegistry;
}  // namespace detail

struct PagesOptions {
  bool development = false;  // show errors in detail to whoever meets them
  SessionLimits limits = {};
  // As ServerOptions'; who may connect.
  std::string public_url = "";
  std::vector<std::string> allowed_hosts = {};
  std::vector<std::string> trusted_proxies = {};
  std::chrono::milliseconds ask_after{20'000};
  std::vector<std::string> asset_origins = {};
};

// Who wants to carry a page, by a socket or otherwise, may do so, or not.
struct Admission {
  std::shared_ptr<Session> session = nullptr;  // null: not
  Bye refusal = {};                            // and why
};

class Pages {
 public:
  explicit Pages(PagesOptions options = {});
  ~Pages();
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;

  // A fresh session, with a connection and an asset server of the kinds that are registered. It waits for its page to
  // be rendered, and then for its browser, for as long as the cleanup policy says.
  std::shared_ptr<Session> open(const Request& request = {});
  // The app's page; or an error page, or a refusal of any method but GET and HEAD.
  Response page(const App& app, const Request& request);
  // An app as an element to be put into a page of somebody else's: see below.
  std::string embed(const App& app, const Request& request = {});
  std::string embed(const RemoteApp& app, const Request& request);  // of another process: proxy.hpp
  // For a request whose path ends in "_bonito/KEY": the client's script, or an asset or a download of an open page,
  // which is for nobody or for Request::identity; otherwise 404. A download has Response::source: send what that gives,
  // piece by piece (web/body_source.hpp). Conditions, ranges and codings are answered as HTTP says. A long text is
  // compressed when it is first asked for so.
  Response answer(const Request& request) const;
  // For a request whose path ends in a session's id. Looks at its Host, its Origin and its identity.
  Admission admit(const Request& request) const;
  std::size_t sessions() const;
  void close() noexcept;  // every session, and waits until none of their code runs; harmless twice

 private:
  const std::shared_ptr<const detail::Doorkeeper> doorkeeper_;
  const std::shared_ptr<detail::SessionRegistry> registry_;
  const std::shared_ptr<detail::Embedding> embedding_;
};

// The document that shows the app to this session's visitor, once in its life. Throws what the app's function threw,
// and closes the session.
std::string render_page(Session& session, const App& app, const Request& request = {});

// Of any Pages or Server; null if there is none of this id, or no more.
std::shared_ptr<Session> find_session(std::string_view id);

}  // namespace bonito
