// What stands in Styles: properties, values and selectors. Literals that are properties or selectors are checked by the
// compiler, all other text when the program runs, and none can end what it stands in.
//
//   Styles{{"opacity", 0.5}, {"z-index", 3}, {"width", width + "px"}};
//   Styles{{"background", url(logo) + " no-repeat center"}};   // an Asset, or an address as text
//
// Owner: what Styles take is looked at during the call; a StyleText, what url() gives, is a value. Thread: any.
#pragma once
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bonito/dom/address.hpp"
#include "bonito/dom/css_syntax.hpp"
#include "bonito/wire/shapes.hpp"

namespace bonito {

// A value with addresses in it that are known only in a page.
class StyleText {
 public:
  // Seen from the page. Of an asset there is no text yet.
  struct Address {
    std::string text = {};
    std::shared_ptr<const detail::TrustedAddress> asset = {};
    friend bool operator==(const Address&, const Address&) = default;
  };
  using Part = std::variant<std::string, Address>;

  explicit StyleText(Part part) { parts_.push_back(std::move(part)); }
  const std::vector<Part>& parts() const noexcept { return parts_; }

  friend StyleText operator+(StyleText left, std::string_view right) {
    left.parts_.emplace_back(std::string(right));
    return left;
  }
  friend StyleText operator+(std::string_view left, const StyleText& right) {
    return StyleText(Part(std::string(left))) + right;
  }
  friend StyleText operator+(StyleText left, const StyleText& right) {
    left.parts_.insert(left.parts_.end(), right.parts_.begin(), right.parts_.end());
    return left;
  }
  friend bool operator==(const StyleText&, const StyleText&) = default;

 private:
  std::vector<Part> parts_;
};

// url("…"), whatever the text is; relative to the page.
inline StyleText url(std::string_view address) { return StyleText(StyleText::Address{.text = std::string(address)}); }
template <detail::HasTrustedAddress T>
StyleText url(const T& asset) {
  return StyleText(
      StyleText::Address{.asset = std::make_shared<const detail::TrustedAddress>(to_attribute_value(asset))});
}

namespace detail {

template <class T>
concept RunTimeText = StringLike<T> && !std::is_array_v<T>;

}  // namespace detail

class StyleProperty {
 public:
  template <std::size_t size>
  consteval StyleProperty(const char (&literal)[size]) : text_(literal, size - 1) {
    if (!detail::is_css_property(text_)) throw "a CSS property is made of letters, digits, - and _";
  }
  template <detail::RunTimeText T>
  StyleProperty(const T& text) : text_(detail::text_of(text)) {}
  std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

class StyleSelector {
 public:
  template <std::size_t size>
  consteval StyleSelector(const char (&literal)[size]) : text_(literal, size - 1) {
    if (detail::css_problem(text_)) throw "a selector does not end the rule it stands in";
    if (detail::css_at_rule(detail::css_trim(text_)) == detail::AtRule::unknown) {
      throw "Styles know @media, @supports, @container, @layer, @starting-style, @keyframes NAME, @font-face and @page";
    }
  }
  template <detail::RunTimeText T>
  StyleSelector(const T& text) : text_(detail::text_of(text)) {}
  std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

class StyleValue {
 public:
  // Checked when it runs, as values are often chosen there: {"color", is_hot ? "red" : "tan"} is of no literal.
  template <detail::StringLike T>
  StyleValue(const T& text) : plain_(detail::text_of(text)) {}
  template <detail::Number T>
  requires(!std::same_as<T, bool>) StyleValue(T number) : number_(static_cast<double>(number)), is_number_(true) {}
  StyleValue(const StyleText& text) : text_(&text) {}

  StyleText text() const;

 private:
  std::string_view plain_;
  const StyleText* text_ = nullptr;
  double number_ = 0;
  bool is_number_ = false;
};

}  // namespace bonito
