#include "session/style_rules.hpp"

#include <algorithm>
#include <vector>

namespace bonito::detail {

StyleRules::StyleRules() : names_(std::make_shared<Names>()) {}
StyleRules::StyleRules(const std::shared_ptr<const StyleRules>& outside) : outside_(outside), names_(outside->names_) {}

std::string StyleRules::class_of(const Styles& styles) { return names_->of(use(styles.css("."), styles, true).number); }

void StyleRules::for_page(const Styles& styles) { use(styles.css(""), styles, false); }

const StyleRules::Rule* StyleRules::find(const std::string& declarations) const {
  const auto found = rules_.find(declarations);
  if (found != rules_.end()) return &found->second;
  return outside_ ? outside_->find(declarations) : nullptr;
}

const StyleRules::Rule& StyleRules::use(const std::string& declarations, const Styles& styles, bool is_class) {
  if (const Rule* known = outside_ ? outside_->find(declarations) : nullptr) return *known;
  const auto [place, is_new] = rules_.try_emplace(declarations);
  Rule& rule = place->second;
  if (is_new) {
    rule.number = ++names_->last;
    rule.css = styles.css(is_class ? "." + names_->of(rule.number) : "");
  }
  rule.used = true;
  return rule;
}

void StyleRules::begin() noexcept {
  for (auto& [declarations, rule] : rules_) rule.used = false;
}

void StyleRules::finish() {
  std::erase_if(rules_, [](const auto& entry) { return !entry.second.used; });
}

std::string StyleRules::css() const {
  std::vector<const Rule*> in_order;
  for (const auto& [declarations, rule] : rules_) in_order.push_back(&rule);
  std::ranges::sort(in_order, {}, &Rule::number);
  std::string css;
  for (const Rule* rule : in_order) css += rule->css;
  return css;
}

}  // namespace bonito::detail
