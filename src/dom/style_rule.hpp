// StyleRule: one rule of Styles, flat: the at-rules it is in, its selector, its declarations. For styles.cpp.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bonito/dom/styles.hpp"

namespace bonito::detail {

struct StyleRule {
  struct Declaration {
    std::string name;
    StyleText value;
    friend bool operator==(const Declaration&, const Declaration&) = default;
  };

  std::vector<std::string> at;  // "@media print", from the outside in; of a keyframe the last is "@keyframes NAME"
  std::string selector;         // the element's own is empty; else see selector_of()
  std::vector<Declaration> declarations;

  bool is_own() const noexcept { return at.empty() && selector.empty(); }
  bool is_keyframe() const noexcept { return !at.empty() && at.back().starts_with("@keyframes"); }
  bool stands_alone() const noexcept { return selector.starts_with('@'); }
  bool has_place_of(const StyleRule& other) const noexcept { return at == other.at && selector == other.selector; }
  // A property said twice holds its later value.
  void declare(Declaration declaration);
  friend bool operator==(const StyleRule&, const StyleRule&) = default;
};

[[noreturn]] void refuse_style(std::string sentence);

// Checked. Throws Failure{Errc::usage}.
StyleRule::Declaration checked_declaration(std::string_view name, const StyleText& value);
void check_selector(std::string_view selector);

// The rule as it is inside a rule of that selector, which is checked.
StyleRule nested_in(std::string_view selector, StyleRule rule);

std::string declarations_of(const StyleRule& rule, const Styles::AddressOf& address_of);
std::string css_of(const std::vector<StyleRule>& rules, std::string_view element, const Styles::AddressOf& address_of);

}  // namespace bonito::detail
