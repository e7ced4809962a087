#include "bonito/dom/styles.hpp"

#include <algorithm>
#include <vector>

#include "bonito/wire/number_text.hpp"
#include "dom/style_rule.hpp"

namespace bonito {

using detail::StyleRule;

StyleText StyleValue::text() const {
  if (text_) return *text_;
  return StyleText(is_number_ ? js_text(number_) : std::string(plain_));
}

struct Styles::Rules {
  std::vector<StyleRule> rules;

  // What the rule says is said later than all there is.
  void add(const StyleRule& rule) {
    const auto is_it = [&](const StyleRule& other) { return other.has_place_of(rule); };
    // Several fonts are several rules.
    const auto found = rule.stands_alone() ? std::ranges::find(rules, rule) : std::ranges::find_if(rules, is_it);
    if (found == rules.end()) {
      rules.insert(place_of(rule), rule);
    } else {
      for (const auto& declaration : rule.declarations) found->declare(declaration);
    }
  }

 private:
  std::vector<StyleRule>::iterator place_of(const StyleRule& rule) {
    // The element's own come first, so that every rule may change them.
    if (rule.is_own()) return rules.begin();
    if (!rule.is_keyframe()) return rules.end();
    // Of two @keyframes of one name a browser takes the later and nothing else.
    const auto last =
        std::find_if(rules.rbegin(), rules.rend(), [&](const auto& other) { return other.at == rule.at; });
    return last == rules.rend() ? rules.end() : last.base();
  }
};

Styles::Styles(Declarations declarations) {
  if (declarations.size() == 0) return;
  auto rules = std::make_shared<Rules>();
  StyleRule& own = rules->rules.emplace_back();
  for (const auto& [name, value] : declarations) own.declare(detail::checked_declaration(name.text(), value.text()));
  rules_ = std::move(rules);
}

Styles Styles::parse(std::string_view declarations) {
  StyleRule own;
  for (std::string_view declaration : detail::css_split(declarations, ';')) {
    if (declaration.empty()) continue;
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) {
      detail::refuse_style("\"" + std::string(declaration) + "\" is no CSS declaration: write \"property: value\".");
    }
    own.declare(detail::checked_declaration(detail::css_trim(declaration.substr(0, colon)),
                                            StyleText(std::string(declaration.substr(colon + 1)))));
  }
  if (own.declarations.empty()) return {};
  auto rules = std::make_shared<Rules>();
  rules->rules.push_back(std::move(own));
  return Styles(std::move(rules));
}

Styles Styles::rule(StyleSelector selector, const Styles& styles) const {
  const std::string_view text = detail::css_trim(selector.text());
  detail::check_selector(text);
  if (!styles.rules_) return *this;
  auto rules = rules_ ? std::make_shared<Rules>(*rules_) : std::make_shared<Rules>();
  for (const StyleRule& rule : styles.rules_->rules) rules->add(detail::nested_in(text, rule));
  return Styles(std::move(rules));
}

Styles Styles::over(const Styles& defaults) const {
  if (!rules_) return defaults;
  if (!defaults.rules_) return *this;
  // The defaults stand first, so that "margin" here covers "margin-left" there.
  auto both = std::make_shared<Rules>(*defaults.rules_);
  for (const StyleRule& rule : rules_->rules) both->add(rule);
  return Styles(std::move(both));
}

bool Styles::empty() const noexcept { return !rules_; }
bool Styles::has_declarations() const noexcept { return rules_ && rules_->rules.front().is_own(); }
bool Styles::has_rules() const noexcept { return rules_ && rules_->rules.size() > (has_declarations() ? 1u : 0u); }

std::string Styles::css(std::string_view selector, const AddressOf& address_of) const {
  return rules_ ? detail::css_of(rules_->rules, selector, address_of) : std::string();
}

std::string Styles::declarations() const {
  if (has_rules()) {
    detail::refuse_style("A style attribute holds declarations, and these Styles have rules besides.");
  }
  return rules_ ? detail::declarations_of(rules_->rules.front(), {}) : std::string();
}

bool operator==(const Styles& left, const Styles& right) noexcept {
  if (left.rules_ == right.rules_) return true;
  return left.rules_ && right.rules_ && left.rules_->rules == right.rules_->rules;
}

}  // namespace bonito
