// Handler: what answers a request. Wrap one in another to log, limit or authenticate.
//
//   Handler logged(Handler inner) {
//     return Handler([=](const Visit& visit) { note(visit.request.path); return inner(visit); });
//   }
//
// Owner: a cheap handle; copies share the function. Thread: called on a worker thread, from several
// at once; it may block. Failure: what it throws becomes a page with status 500 and a log entry.
#pragma once
#include <functional>
#include <memory>
#include <type_traits>

#include "bonito/web/request.hpp"

namespace bonito {

class Handler {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Handler> && std::is_invocable_r_v<Response, F&, const Visit&>)
      Handler(F respond)
      : respond_(std::make_shared<const std::function<Response(const Visit&)>>(std::move(respond))) {}

  Response operator()(const Visit& visit) const { return (*respond_)(visit); }

 private:
  std::shared_ptr<const std::function<Response(const Visit&)>> respond_;
};

// What `inner` answers when it knows who asks: request.identity is what `identify` says. The pages it
// renders remember that, and only a socket of which `identify` says the same may connect to them. Of several,
// one inside the other, the innermost counts alone.
//
//   server.route("/admin", with_identity(admin_page, [](const Request& request) { return user_of(request); }));
Handler with_identity(Handler inner, Identify identify);

}  // namespace bonito
