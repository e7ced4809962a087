#include "bonito/session/later.hpp"

#include <exception>

#include "session/page.hpp"
#include "session/session_core.hpp"
#include "session/worker_pool.hpp"

namespace bonito::detail {

namespace {

Node content_of_failure(Session& session, CodePlace place) {
  auto& core = SessionCore::of(session);
  return error_content(core.fail(std::current_exception(), "A part that came later", place, false));
}

}  // namespace

Node shown_later(Session& session, Node meanwhile, std::function<Show()> make, CodePlace place) {
  // There is no later.
  if (SessionCore::of(session).tab().is_static()) {
    try {
      return make()(session);
    } catch (...) {
      return content_of_failure(session, place);
    }
  }
  const Observable<Node> content{std::move(meanwhile)};
  WorkerPool::get().post([weak = session.weak(), content, make = std::move(make), place]() mutable {
    Show show;
    std::exception_ptr thrown;
    try {
      show = make();
    } catch (...) {
      thrown = std::current_exception();
    }
    make = nullptr;  // whatever it holds goes now
    const auto alive = weak.lock();
    if (!alive) return;
    alive->post([weak, content, show = std::move(show), thrown, place] {
      const auto shown_to = weak.lock();
      if (!shown_to) return;
      content.update([](Node&) {});  // so it is said before its scripts, which name what is in it
      try {
        if (thrown) std::rethrow_exception(thrown);
        content.set(show(*shown_to));
      } catch (...) {
        content.set(content_of_failure(*shown_to, place));
      }
    });
  });
  return bonito::to_node(session, content);
}

}  // namespace bonito::detail
