// later: a part of a page that takes long to make. The page is shown at once, with something else in its place, and
// the part swaps itself in when it is ready.
//
//   dom::main(dom::h1("Report"), later([=] { return table_of(read(file)); }, "Reading…"));
//   dom::p("The answer is ", later(std::async(compute).share(), dom::i("not known yet")));
// Where the page is all that ever comes (NoConnection), it is there at once: the function runs while the page is
// rendered, and must not wait for the session.
//
// Owner: a value; the page holds what is going on. Thread: the function runs on a worker thread, once for each page
// that shows it, and may block; what it returns becomes nodes on the session's strand. 64 run at a time in a process,
// and none begins for a page that has gone; one that runs is not waited for when a server closes. A future is asked now
// and then, and no thread waits with it. Failure: what it throws is recorded on the session and shown in the part's
// place, as any failure of the page.
#pragma once
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "bonito/base/code_place.hpp"
#include "bonito/dom/to_node.hpp"
#include "bonito/reactive/observable.hpp"
#include "bonito/session/session.hpp"

namespace bonito {

namespace detail {

// Runs `make` on a worker thread, once `is_ready`, if there is such a question, has been answered with true. What it
// makes is then shown on the strand, if the session is still there.
using Show = std::function<Node(Session&)>;
Node shown_later(Session& session, Node meanwhile, std::function<Show()> make, CodePlace place,
                 std::function<bool()> is_ready);

template <class F>
concept MakesContent = std::invocable<F&> && Renderable<std::invoke_result_t<F&>>;

}  // namespace detail

template <class F>
struct Later {
  F make;
  Node meanwhile;
  CodePlace place;                   // where it was written: for whoever looks for a failure
  std::function<bool()> is_ready{};  // to be made; null: always

  friend Node to_node(Session& session, const Later& later) {
    const auto made_later = [make = later.make]() mutable -> detail::Show {
      return [made = make()](Session& shown_to) { return bonito::to_node(shown_to, made); };
    };
    return detail::shown_later(session, later.meanwhile, made_later, later.place, later.is_ready);
  }
};

template <detail::MakesContent F>
Later<F> later(F make, Node meanwhile = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  return {std::move(make), std::move(meanwhile), place, {}};
}

template <class T>
requires Renderable<T>
auto later(std::shared_future<T> future, Node meanwhile = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  auto part = later([future] { return future.get(); }, std::move(meanwhile), place);
  part.is_ready = [future = std::move(future)] {
    return !future.valid() || future.wait_for(std::chrono::seconds(0)) != std::future_status::timeout;
  };
  return part;
}

// Anything else does not compile, for this reason.
template <class F>
requires(!detail::MakesContent<F>) Node later(const F&, const Node& = {}) {
  static_assert(detail::MakesContent<F>,
                "later() takes a function without arguments, or a std::shared_future, that gives what a node may hold: "
                "text, a number, a Node, or a type with Node to_node(Session&, const T&)");
  return {};
}

}  // namespace bonito
