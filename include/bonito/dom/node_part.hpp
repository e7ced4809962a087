// What may stand between a tag's parentheses, and how it becomes part of a node.
//
// A part is an Attribute, an EventHandler or EventScript, or a child: text, a number, a bool ("true" or "false"), a
// Node, UnsafeHtml, Styles (rules for the whole page), Js (run once the page is there; shows nothing), an optional, a
// variant (std::monostate: nothing) or a range of parts, an Observable of any of these (of text, a number or a bool: a
// live text; else a region), a KeyedList, or a type of yours with, found by argument-dependent look-up,
//
//   Node to_node(Session& session, const T& thing);     // called when the page is rendered
//
// Support for tag.hpp and to_node.hpp. Failure: NodeBuilder throws Failure{Errc::usage} for a name that
// no element can have, and for children of an element that has none (dom::br).
#pragma once
#include <memory>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

#include "bonito/dom/attribute.hpp"
#include "bonito/dom/component.hpp"
#include "bonito/dom/event.hpp"
#include "bonito/dom/event_script.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/dom/region.hpp"

namespace bonito {
class KeyedList;
}

namespace bonito::detail {

template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

class NodeBuilder {
 public:
  explicit NodeBuilder(std::string_view tag = {});  // empty: a fragment
  void attribute(Attribute attribute);              // or its key
  void key(std::string key);
  void of_value();  // it is what an observable holds, as its children are
  void handler(EventHandler handler);
  void script(EventScript script);
  void run(Js script);
  void text(std::string_view text);
  void comment(std::string_view text);
  void node(Node node);
  void markup(UnsafeHtml markup);
  void styles(Styles styles);
  void live(std::shared_ptr<const Live> live);
  void region(std::shared_ptr<const Region> region);
  void component(std::shared_ptr<const Component> component);
  Node finish() && { return Node(std::move(data_)); }

 private:
  template <class T>
  void child(T&& content);
  NodeMore& more();
  std::shared_ptr<NodeData> data_;
  bool is_void_ = false;  // an element that has no content
};

void to_node() = delete;  // hide any outer name, so that only argument-dependent look-up counts

template <class T>
concept AdlRenderable = requires(Session& session, const T& thing) {
  { to_node(session, thing) } -> std::same_as<Node>;
};

template <AdlRenderable T>
class ComponentOf final : public Component {
 public:
  explicit ComponentOf(const T& thing) : thing_(thing) {}
  Node node(Session& session) const override { return to_node(session, thing_); }
  bool shows_same_as(const Component& other) const override {
    if constexpr (std::equality_comparable<T>) {
      const auto* alike = dynamic_cast<const ComponentOf*>(&other);
      return alike && alike->thing_ == thing_;
    } else {
      return &other == this;
    }
  }
  bool is_like(const Component& other) const override { return typeid(other) == typeid(*this); }

 private:
  T thing_;
};

template <class T>
consteval bool is_child();
template <class... T>
consteval bool are_children(std::type_identity<std::variant<T...>>) {
  return (is_child<T>() && ...);
}

// Does T stand for children? (For a range or a variant: does all that it may hold?)
template <class T>
consteval bool is_child() {
  if constexpr (StringLike<T> || Number<T> || std::same_as<T, Node> || std::same_as<T, UnsafeHtml> ||
                std::same_as<T, Styles> || std::same_as<T, Js> || std::same_as<T, KeyedList> ||
                std::same_as<T, std::monostate> || AdlRenderable<T>) {
    return true;
  } else if constexpr (is_observable_v<T>) {
    return is_showable_v<typename T::value_type> || is_child<typename T::value_type>();
  } else if constexpr (is_optional<T>) {
    return is_child<typename T::value_type>();
  } else if constexpr (is_variant<T>) {
    return are_children(std::type_identity<T>());
  } else if constexpr (RangeOfOthers<T>) {
    return is_child<ElementOf<T>>();
  } else {
    return false;
  }
}

template <class T>
Node make_node(Session& session, const T& thing);

template <class T>
void add_part(NodeBuilder& builder, const T& part) {
  if constexpr (std::same_as<T, Attribute>) {
    builder.attribute(part);
  } else if constexpr (std::same_as<T, EventHandler>) {
    builder.handler(part);
  } else if constexpr (std::same_as<T, EventScript>) {
    builder.script(part);
  } else if constexpr (std::same_as<T, Js>) {
    builder.run(part);
  } else if constexpr (StringLike<T>) {
    builder.text(text_of(part));
  } else if constexpr (Number<T>) {
    builder.text(shown_text(part));
  } else if constexpr (std::same_as<T, Node>) {
    builder.node(part);
  } else if constexpr (std::same_as<T, UnsafeHtml>) {
    builder.markup(part);
  } else if constexpr (std::same_as<T, Styles>) {
    builder.styles(part);
  } else if constexpr (is_observable_v<T>) {
    using Held = typename T::value_type;
    if constexpr (is_showable_v<Held>) {
      builder.live(make_live(part));
    } else {
      static_assert(is_child<Held>(),
                    "an observable child must hold what can be a child itself: text, a number, a bool, a Node, an "
                    "optional or a range of these, or a type with Node to_node(Session&, const T&)");
      const auto render = [](Session& session, const Held& content) { return make_node(session, content); };
      builder.region(std::make_shared<RegionOf<Held, decltype(render), AdlRenderable<Held>>>(part, render));
    }
  } else if constexpr (std::same_as<T, KeyedList>) {
    add_part(builder, part.observable());
  } else if constexpr (std::same_as<T, std::monostate>) {
  } else if constexpr (AdlRenderable<T>) {
    builder.component(std::make_shared<ComponentOf<T>>(part));
  } else if constexpr (is_optional<T>) {
    if (part) add_part(builder, *part);
  } else if constexpr (is_variant<T>) {
    std::visit([&](const auto& held) { add_part(builder, held); }, part);
  } else if constexpr (RangeOfOthers<T>) {
    for (const auto& element : part) add_part<ElementOf<T>>(builder, element);
  } else {
    static_assert(always_false<T>,
                  "a part of a tag is an attribute, an event handler or a child: text, a number, a bool, a Node, "
                  "UnsafeHtml, Styles, an Observable, an optional or a range of these, or a type with "
                  "Node to_node(Session&, const T&)");
  }
}

// A Node that nobody else holds is not held any longer than by its parent: scripts cannot ask for it.
template <class T>
void take_part(NodeBuilder& builder, T&& part) {
  if constexpr (std::same_as<T, Node>) {
    builder.node(std::move(part));
  } else if constexpr (std::same_as<T, std::vector<Node>>) {
    for (Node& node : part) builder.node(std::move(node));
  } else {
    add_part(builder, part);
  }
}

template <class T>
Node make_node(Session& session, const T& thing) {
  if constexpr (std::same_as<T, Node>) {
    return thing;
  } else if constexpr (AdlRenderable<T>) {
    return to_node(session, thing);
  } else {
    NodeBuilder fragment;
    fragment.of_value();
    add_part(fragment, thing);
    return std::move(fragment).finish();
  }
}

}  // namespace bonito::detail
