#include "bonito/dom/styles.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "bonito/base/error.hpp"
#include "dom/css_syntax.hpp"

namespace bonito {
namespace {

using Declaration = std::pair<std::string, std::string>;

// One selector and its declarations. The element's own have the selector "".
struct Rule {
  std::string selector;
  std::vector<Declaration> declarations;
  friend bool operator==(const Rule&, const Rule&) = default;
};

[[noreturn]] void refuse(std::string sentence) { throw Failure({Errc::usage, std::move(sentence)}); }

// Checked; a property said twice holds its later value.
void declare(Rule& rule, std::string_view name, std::string_view value) {
  if (!detail::is_css_property(name)) {
    refuse("\"" + std::string(name) + "\" cannot be a CSS property: use letters, digits, - and _ only.");
  }
  value = detail::css_trim(value);
  if (const char* problem = detail::css_problem(value)) {
    refuse("\"" + std::string(value) + "\" cannot be the value of \"" + std::string(name) + "\": " + problem + ".");
  }
  const auto said = [&](const Declaration& declaration) { return declaration.first == name; };
  std::erase_if(rule.declarations, said);
  rule.declarations.emplace_back(name, value);
}

std::string text_of(const Rule& rule) {
  std::string text;
  for (const auto& [name, value] : rule.declarations) {
    if (!text.empty()) text += ';';
    text += name + ':' + value;
  }
  return text;
}

bool is_wrapping(std::string_view selector) {
  return selector.starts_with("@media") || selector.starts_with("@supports") || selector.starts_with("@container") ||
         selector.starts_with("@starting-style");
}
bool is_standing_alone(std::string_view selector) { return selector == "@font-face" || selector == "@page"; }

void check_selector(std::string_view selector) {
  if (const char* problem = detail::css_problem(selector)) {
    refuse("\"" + std::string(selector) + "\" cannot be a CSS selector: " + problem + ".");
  }
  if (selector.starts_with('@') && !is_wrapping(selector) && !is_standing_alone(selector)) {
    refuse("\"" + std::string(selector) +
           "\" cannot be a rule of Styles, which know @media, @supports, @container, @starting-style, @font-face and "
           "@page: put it into a style sheet of its own.");
  }
}

// `relative` with `element` for '&'; without an '&' it continues the element (":hover"), or is inside it.
std::string absolute(std::string_view relative, std::string_view element) {
  const std::string_view whole = element.empty() ? ":root" : element;
  std::string selector;
  for (std::string_view part : detail::css_split(relative, ',')) {
    if (!selector.empty()) selector += ',';
    std::size_t at = detail::css_find(part, '&');
    if (at == std::string_view::npos && !element.empty()) {
      selector += element;
      if (!part.starts_with(':')) selector += ' ';
    }
    std::size_t from = 0;
    for (; at != std::string_view::npos; at = detail::css_find(part, '&', from)) {
      selector += part.substr(from, at - from);
      selector += whole;
      from = at + 1;
    }
    selector += part.substr(from);
  }
  return selector;
}

std::string css_of(const Rule& rule, std::string_view element) {
  const std::string block = '{' + text_of(rule) + '}';
  const std::string_view selector = rule.selector;
  if (is_standing_alone(selector)) return rule.selector + block;
  if (is_wrapping(selector)) {
    const std::size_t inner = std::min(detail::css_find(selector, '&'), selector.size());
    const std::string_view condition = detail::css_trim(selector.substr(0, inner));
    const std::string_view relative = inner < selector.size() ? selector.substr(inner) : "&";
    return std::string(condition) + '{' + absolute(relative, element) + block + '}';
  }
  return absolute(selector.empty() ? "&" : selector, element) + block;
}

}  // namespace

struct Styles::Rules {
  std::vector<Rule> rules;

  Rule& of(std::string_view selector) {
    const auto is_it = [&](const Rule& rule) { return rule.selector == selector; };
    const auto found = std::find_if(rules.begin(), rules.end(), is_it);
    if (found != rules.end()) return *found;
    // The element's own come first, so that every rule may change them.
    const auto place = selector.empty() ? rules.begin() : rules.end();
    return *rules.insert(place, Rule{std::string(selector), {}});
  }
};

Styles::Styles(Declarations declarations) {
  if (declarations.size() == 0) return;
  auto rules = std::make_shared<Rules>();
  Rule& own = rules->of("");
  for (const auto& [name, value] : declarations) declare(own, name, value);
  rules_ = std::move(rules);
}

Styles Styles::parse(std::string_view declarations) {
  auto rules = std::make_shared<Rules>();
  for (std::string_view declaration : detail::css_split(declarations, ';')) {
    if (declaration.empty()) continue;
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) {
      refuse("\"" + std::string(declaration) + "\" is no CSS declaration: write \"property: value\".");
    }
    declare(rules->of(""), detail::css_trim(declaration.substr(0, colon)), declaration.substr(colon + 1));
  }
  return Styles(rules->rules.empty() ? nullptr : std::move(rules));
}

Styles Styles::rule(std::string_view selector, Declarations declarations) const {
  selector = detail::css_trim(selector);
  check_selector(selector);
  auto rules = rules_ ? std::make_shared<Rules>(*rules_) : std::make_shared<Rules>();
  Rule& rule = rules->of(selector == "&" ? "" : selector);
  for (const auto& [name, value] : declarations) declare(rule, name, value);
  return Styles(std::move(rules));
}

Styles Styles::over(const Styles& defaults) const {
  if (!rules_) return defaults;
  if (!defaults.rules_) return *this;
  // The defaults stand first, so that "margin" here covers "margin-left" there.
  auto both = std::make_shared<Rules>(*defaults.rules_);
  for (const Rule& rule : rules_->rules) {
    Rule& merged = both->of(rule.selector);
    for (const auto& [name, value] : rule.declarations) declare(merged, name, value);
  }
  return Styles(std::move(both));
}

bool Styles::empty() const noexcept { return !rules_; }
bool Styles::has_declarations() const noexcept { return rules_ && rules_->rules.front().selector.empty(); }
bool Styles::has_rules() const noexcept { return rules_ && rules_->rules.size() > (has_declarations() ? 1u : 0u); }

std::string Styles::css(std::string_view selector) const {
  std::string text;
  if (!rules_) return text;
  for (const Rule& rule : rules_->rules) text += css_of(rule, selector);
  return text;
}

std::string Styles::declarations() const {
  if (has_rules()) {
    refuse("A live style cannot have rules, only declarations: put the rules into Styles that do not change.");
  }
  return rules_ ? text_of(rules_->rules.front()) : std::string();
}

std::size_t Styles::hash() const noexcept {
  std::size_t sum = 0;
  const auto add = [&](const std::string& text) { sum = sum * 31 + std::hash<std::string>()(text); };
  if (!rules_) return sum;
  for (const Rule& rule : rules_->rules) {
    add(rule.selector);
    for (const auto& [name, value] : rule.declarations) add(name), add(value);
  }
  return sum;
}

bool operator==(const Styles& left, const Styles& right) noexcept {
  if (left.rules_ == right.rules_) return true;
  return left.rules_ && right.rules_ && left.rules_->rules == right.rules_->rules;
}

}  // namespace bonito
