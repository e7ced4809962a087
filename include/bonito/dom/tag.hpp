// Tags: functions that make elements. html.hpp, svg.hpp and mathml.hpp name them all.
//
//   dom::div("id"_a = "x", "text", dom::b("bold"), on_click([] {}));
//   dom::element("my-widget", "level"_a = 3);      // a custom element
//   dom::fragment(first, second);                  // several nodes where one is asked for
//   dom::keyed("7", node);                         // a node that has a key, whatever it is: see keyed_list.hpp
//   dom::comment("only for those who read the source");
//
// See node_part.hpp for what may be a part; if one is not, a sentence of the compiler says so. Of two
// attributes with one name the later holds, except that classes gather.
#pragma once
#include <string_view>
#include <utility>

#include "bonito/dom/node_part.hpp"
#include "bonito/dom/to_node.hpp"

namespace bonito {

namespace detail {
// Throws Failure{Errc::usage} unless it is a custom element's: "my-widget".
std::string_view custom_element_name(std::string_view name);
}  // namespace detail

namespace dom {

struct Tag {
  std::string_view name;

  template <class... Parts>
  Node operator()(Parts&&... parts) const {
    detail::NodeBuilder builder(name);
    (detail::take_part(builder, std::forward<Parts>(parts)), ...);
    return std::move(builder).finish();
  }
};

template <class... Parts>
Node element(std::string_view name, Parts&&... parts) {
  return Tag{detail::custom_element_name(name)}(std::forward<Parts>(parts)...);
}

template <class... Parts>
Node fragment(Parts&&... parts) {
  static_assert((Renderable<Parts> && ...), "a fragment is no element: it has children only");
  return Tag{}(std::forward<Parts>(parts)...);
}

// A fragment with that key and this child; without a key if it is empty.
Node keyed(std::string key, Node node);
Node comment(std::string_view text);

}  // namespace dom

namespace detail {

// Anything that may be a child as a node, where there is no session yet.
template <class T>
Node node_of(const T& content) {
  if constexpr (std::same_as<T, Node>) {
    return content;
  } else {
    return dom::fragment(content);
  }
}

}  // namespace detail

}  // namespace bonito
