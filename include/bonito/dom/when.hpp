// when(): shows one thing while a bool is true, and another, or nothing, while it is false.
//
//   dom::main(when(is_open, [=] { return details(); }, dom::p("closed")));
//
// Each is what may stand as a child, or a function that gives such a thing and is called whenever it comes to be shown.
// The result changes only when the bool does: setting true to true shows nothing anew.
//
// Owner, thread, failure: as for Observable::map(). A function is called once for all sessions; what is to be made for
// each stands in a type of its own, with to_node.
#pragma once
#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

#include "bonito/dom/tag.hpp"

namespace bonito {

namespace detail {

// Gives the node whenever it is asked for.
template <class Part>
auto shower(Part part) {
  if constexpr (std::invocable<const Part&>) {
    static_assert(Renderable<std::invoke_result_t<const Part&>>,
                  "a function given to when() gives what may be a child: a Node, text, a number, or a type with "
                  "Node to_node(Session&, const T&)");
    return [part = std::move(part)] { return node_of(std::invoke(part)); };
  } else {
    static_assert(
        Renderable<Part>,
        "what when() shows is what may be a child (a Node, text, a number, …), or a function without arguments "
        "that gives it");
    return [node = node_of(part)] { return node; };
  }
}

}  // namespace detail

template <class T, class Then, class Otherwise = Node>
Observable<Node> when(const Observable<T>& is_true, Then then, Otherwise otherwise = {}) {
  static_assert(std::same_as<T, bool>, "when() follows an Observable<bool>: make one with map()");
  return is_true.distinct().map(
      [then = detail::shower(std::move(then)), otherwise = detail::shower(std::move(otherwise))](bool now) {
        return now ? then() : otherwise();
      });
}

}  // namespace bonito
