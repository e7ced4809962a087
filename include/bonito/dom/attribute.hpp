// Attributes and properties of elements.
//
//   dom::input("type"_a = "range", "max"_a = 100, "disabled"_a = busy, "value"_a = level);
//   dom::a("href"_a = "docs/", "class"_a = Classes{"link", {"here", is_here}}, "Docs");
//   dom::video("playbackRate"_p = speed);   // a property of the browser's element, not in the markup
//
// A value is text, a number, a bool (true: present, false: absent; for aria-*, draggable, spellcheck and
// contenteditable the text "true" or "false"), an optional of these (empty: absent), an Observable of
// these (it stays up to date), Styles for "style", Classes for "class", UnsafeHtml for "srcdoc", or a
// type of yours with, found by argument-dependent look-up,
//
//   std::function<std::string(Session&)> to_attribute_value(const T&);
//
// "key"_a, text or a number, is no attribute of the markup: a region whose content changes keeps the element of the
// same key (see keyed_list.hpp).
//
// What would not work does not compile: names HTML forbids, "onclick" (use on()), text for a boolean
// attribute. Addresses ("href", "src", …) that would run code arrive as "about:blank#blocked". A live
// "value", "checked", "selected", "muted", "indeterminate" or "open" changes the property, as the
// attribute is only what the element starts with.
//
// Owner: a value. Thread: any.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "bonito/dom/address.hpp"
#include "bonito/dom/attribute_name.hpp"
#include "bonito/dom/classes.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/dom/styles.hpp"

namespace bonito {

namespace detail {
struct Present {};  // true: the attribute is there, and empty
using AttributeValue = std::variant<std::monostate, Present, std::string, std::shared_ptr<const Live>, Styles,
                                    Observable<Styles>, Classes, UnsafeHtml, DeferredText, TrustedAddress>;
enum class AttributeTarget : std::uint8_t { attribute, property };
}  // namespace detail

class Attribute {
 public:
  // For "name"_a and "name"_p: the name must live as long as the program.
  Attribute(std::string_view name, detail::AttributeValue value,
            detail::AttributeTarget target = detail::AttributeTarget::attribute)
      : name_(name), value_(std::move(value)), target_(target) {}

  std::string_view name() const noexcept { return name_; }
  const detail::AttributeValue& value() const noexcept { return value_; }
  detail::AttributeTarget target() const noexcept { return target_; }

 private:
  std::string_view name_;
  detail::AttributeValue value_;
  detail::AttributeTarget target_;
};

namespace detail {

template <class T>
inline constexpr bool always_false = false;

template <class T>
concept HasAttributeValue = requires(const T& value) {
  { to_attribute_value(value) } -> std::convertible_to<DeferredText>;
};

// A bool as the text "true" or "false"; an empty optional stays empty.
template <class T>
auto true_or_false(const T& value) {
  if constexpr (is_optional<T>) {
    return value ? std::optional(shown_text(*value)) : std::nullopt;
  } else {
    return shown_text(value);
  }
}

template <AttributeKind kind>
AttributeValue attribute_text(std::string_view text) {
  static_assert(kind != AttributeKind::boolean,
                "this attribute is either there or not: give it a bool, or an optional or Observable of bool");
  static_assert(kind != AttributeKind::srcdoc, "srcdoc is markup: only UnsafeHtml may stand there");
  if constexpr (kind == AttributeKind::style) {
    return Styles::parse(text);
  } else if constexpr (kind == AttributeKind::css_class) {
    return Classes(text);
  } else {
    return std::string(text);
  }
}

template <AttributeKind kind, class T>
AttributeValue live_attribute(const Observable<T>& live) {
  static_assert(kind != AttributeKind::key, "a key says which element this is, and stays: it is text or a number");
  static_assert(kind != AttributeKind::srcdoc, "srcdoc is markup: only UnsafeHtml may stand there");
  if constexpr (kind == AttributeKind::style) {
    static_assert(std::same_as<T, Styles> || std::same_as<T, std::string>,
                  "a live style is an Observable of Styles or std::string");
    if constexpr (std::same_as<T, Styles>) {
      return live;
    } else {
      return make_live(live);
    }
  } else if constexpr (kind == AttributeKind::css_class) {
    static_assert(std::same_as<T, std::string>, "a live class is Classes, or an Observable of std::string");
    return Classes(live);
  } else {
    static_assert(is_showable_v<T>,
                  "a live attribute is an Observable of text, a number, a bool or an optional of these");
    static_assert(kind != AttributeKind::boolean || std::same_as<T, bool> || std::same_as<T, std::optional<bool>>,
                  "this attribute is either there or not: give it a bool, or an optional or Observable of bool");
    if constexpr (kind == AttributeKind::true_false &&
                  (std::same_as<T, bool> || std::same_as<T, std::optional<bool>>)) {
      return make_live(live.map([](const T& on) { return true_or_false(on); }));
    } else {
      return make_live(live);
    }
  }
}

template <AttributeKind kind, class T>
AttributeValue attribute_value(const T& value) {
  if constexpr (StringLike<T>) {
    return attribute_text<kind>(text_of(value));
  } else if constexpr (is_optional<T>) {
    return value ? attribute_value<kind>(*value) : AttributeValue();
  } else if constexpr (is_observable_v<T>) {
    return live_attribute<kind>(value);
  } else if constexpr (std::same_as<T, Styles>) {
    static_assert(kind == AttributeKind::style, "Styles are the value of the style attribute only");
    return value;
  } else if constexpr (std::same_as<T, Classes>) {
    static_assert(kind == AttributeKind::css_class, "Classes are the value of the class attribute only");
    return value;
  } else if constexpr (std::same_as<T, UnsafeHtml>) {
    static_assert(kind == AttributeKind::srcdoc, "UnsafeHtml is an attribute's value in srcdoc only");
    return value;
  } else {
    static_assert(kind != AttributeKind::srcdoc, "srcdoc is markup: only UnsafeHtml may stand there");
    static_assert(kind != AttributeKind::key || (Number<T> && !std::same_as<T, bool>), "a key is text or a number");
    static_assert(kind != AttributeKind::style, "a style is text, Styles or an Observable of one of them");
    static_assert(kind != AttributeKind::css_class, "a class is text, Classes or an Observable of text");
    static_assert(kind != AttributeKind::boolean || std::same_as<T, bool>,
                  "this attribute is either there or not: give it a bool, or an optional or Observable of bool");
    if constexpr (std::same_as<T, bool> && kind == AttributeKind::true_false) {
      return shown_text(value);
    } else if constexpr (std::same_as<T, bool>) {
      return value ? AttributeValue(Present{}) : AttributeValue();
    } else if constexpr (Number<T>) {
      return shown_text(value);
    } else if constexpr (HasTrustedAddress<T>) {
      return to_attribute_value(value);
    } else if constexpr (HasAttributeValue<T>) {
      return DeferredText(to_attribute_value(value));
    } else {
      static_assert(always_false<T>,
                    "an attribute's value is text, a number, a bool, an optional or Observable of these, Styles, "
                    "Classes, or a type with to_attribute_value");
      return {};
    }
  }
}

template <class T>
std::shared_ptr<const Live> property_value(const T& value) {
  if constexpr (StringLike<T>) {
    return make_live(Observable<std::string>(std::string(text_of(value))));
  } else if constexpr (Encodable<T>) {
    return make_live(Observable<T>(value));
  } else if constexpr (is_encodable_observable_v<T>) {
    return make_live(value);
  } else {
    static_assert(always_false<T>,
                  "a property's value is text, a number, a bool, a container of these, a type with "
                  "Value to_value(const T&), or an Observable of one of them");
  }
}

}  // namespace detail

inline namespace literals {

template <detail::LiteralText Name>
struct AttributeName {
  static_assert(detail::is_attribute_name(Name.view()),
                "an attribute's name is not empty, and HTML forbids spaces, quotes and any of < > / = , in it");
  static_assert(!detail::is_event_attribute(Name.view()),
                "events are heard by functions: write on(\"click\", f) or on_click(f)");
  static_assert(!detail::is_reserved_attribute(Name.view()),
                "the library itself uses data-b, data-style and data-rules");

  Attribute operator=(const char* text) const { return *this = detail::text_of(text); }
  Attribute operator=(std::string_view text) const {
    return {Name.view(), detail::attribute_text<detail::attribute_kind(Name.view())>(text)};
  }
  template <class T>
  requires(!detail::StringLike<T>) Attribute operator=(const T& value) const {
    return {Name.view(), detail::attribute_value<detail::attribute_kind(Name.view())>(value)};
  }
};

template <detail::LiteralText Name>
struct PropertyName {
  static_assert(detail::is_property_name(Name.view()), "a property has a JavaScript name: letters, digits, _ and $");
  static_assert(!detail::is_event_attribute(Name.view()),
                "events are heard by functions: write on(\"click\", f) or on_click(f)");
  static_assert(!detail::is_markup_property(Name.view()),
                "this property is unescaped markup: use UnsafeHtml as a child");
  static_assert(!detail::is_url_property(Name.view()),
                "this property is an address: use the attribute, which is checked");

  template <class T>
  Attribute operator=(const T& value) const {
    return {Name.view(), detail::property_value(value), detail::AttributeTarget::property};
  }
};

template <detail::LiteralText Name>
consteval AttributeName<Name> operator""_a() {
  return {};
}
template <detail::LiteralText Name>
consteval PropertyName<Name> operator""_p() {
  return {};
}

}  // namespace literals

}  // namespace bonito
