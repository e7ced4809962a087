// to_node: makes a node of anything that may stand as a child; yours, too.
//
//   struct Badge { std::string text; };
//   Node to_node(Session&, const Badge& badge) { return dom::span("class"_a = "badge", badge.text); }
//
//   dom::p("New: ", Badge{"3"});            // called when the page is rendered, on the session's strand
//   Node node = bonito::to_node(session, Badge{"3"});
//
// What it throws reaches whoever renders: the session's error boundary.
#pragma once
#include "bonito/dom/node_part.hpp"

namespace bonito {

template <class T>
concept Renderable = detail::is_child<std::remove_cvref_t<T>>();
template <class T>
concept NodePart =
    std::same_as<std::remove_cvref_t<T>, Attribute> || std::same_as<std::remove_cvref_t<T>, EventHandler> ||
    std::same_as<std::remove_cvref_t<T>, EventScript> || Renderable<T>;

namespace detail {

struct ToNode {
  template <class T>
  requires(is_child<T>()) Node operator()(Session& session, const T& thing) const { return make_node(session, thing); }
};

}  // namespace detail

inline namespace customization {
inline constexpr detail::ToNode to_node{};
}  // namespace customization

}  // namespace bonito
