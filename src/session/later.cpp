#include "bonito/session/later.hpp"

#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

#include "bonito/base/timer.hpp"
#include "session/few_at_once.hpp"
#include "session/page.hpp"
#include "session/session_core.hpp"
#include "session/worker_pool.hpp"

namespace bonito::detail {

namespace {

// They may take long, and sessions need threads, too.
FewAtOnce& at_a_time() {
  static auto* const few = new FewAtOnce(64, [](std::function<void()> job) { WorkerPool::get().post(std::move(job)); });
  return *few;
}

bool is_over(const std::weak_ptr<Session>& session) {
  const auto alive = session.lock();
  return !alive || alive->status() == SessionStatus::closed;
}

// A future tells nobody when it is ready: it is asked.
struct Question : std::enable_shared_from_this<Question> {
  std::weak_ptr<Session> session;
  std::function<bool()> is_ready;
  std::function<void()> job;
  std::mutex mutex;
  Timer timer;  // guarded by mutex

  void ask() {
    if (is_over(session)) {  // the end of the last future of a std::async() waits for its function, and timers may not
      return WorkerPool::get().post([gone = std::move(job), asked = std::move(is_ready)] {});
    }
    if (is_ready()) return at_a_time().post(std::move(job));
    const std::lock_guard lock(mutex);
    timer = run_after(std::chrono::milliseconds(20), [self = shared_from_this()] { self->ask(); });
  }
};

Node content_of_failure(Session& session, CodePlace place) {
  auto& core = SessionCore::of(session);
  return error_content(core.fail(std::current_exception(), "A part that came later", place, false));
}

}  // namespace

Node shown_later(Session& session, Node meanwhile, std::function<Show()> make, CodePlace place,
                 std::function<bool()> is_ready) {
  // There is no later.
  if (SessionCore::of(session).tab().is_static()) {
    try {
      return make()(session);
    } catch (...) {
      return content_of_failure(session, place);
    }
  }
  const Observable<Node> content{std::move(meanwhile)};
  auto job = [weak = session.weak(), content, make = std::move(make), place]() mutable {
    if (is_over(weak)) return;
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
  };
  if (is_ready) {
    const auto question = std::make_shared<Question>();
    question->session = session.weak();
    question->is_ready = std::move(is_ready);
    question->job = std::move(job);
    question->ask();
  } else {
    at_a_time().post(std::move(job));
  }
  return bonito::to_node(session, content);
}

}  // namespace bonito::detail
