#include "session/style_rules.hpp"

#include <algorithm>
#include <vector>

#include "session/sheet_address.hpp"

namespace bonito::detail {

StyleRules::StyleRules() : names_(std::make_shared<Names>()) {}
StyleRules::StyleRules(const std::shared_ptr<const StyleRules>& outside, Kind kind)
    : kind_(kind), outside_(outside), names_(outside->names_) {}

std::string StyleRules::class_of(const Styles& styles, Session& session) { return use(styles, true, session).name; }

void StyleRules::for_page(const Styles& styles, Session& session) { use(styles, false, session); }

const StyleRules::Rule* StyleRules::find(const std::string& wanted) const {
  const auto found = rules_.find(wanted);
  if (found != rules_.end()) return &found->second;
  return outside_ ? outside_->find(wanted) : nullptr;
}

const StyleRules::Rule& StyleRules::use(const Styles& styles, bool is_class, Session& session) {
  const Styles::AddressOf in_page = [&](const StyleText::Address& address) {
    return address.asset ? address.asset->text(session) : address.text;
  };
  const std::string wanted = styles.css(is_class ? "." : "", in_page);
  if (const Rule* known = outside_ ? outside_->find(wanted) : nullptr) return *known;
  const auto [place, is_new] = rules_.try_emplace(wanted);
  Rule& rule = place->second;
  if (is_new) {
    rule.name = names_->next();
    rule.number = names_->last;
    const Styles::AddressOf in_sheet = [&](const StyleText::Address& address) {
      return address_in_sheet(in_page(address), session);
    };
    rule.css = styles.css(is_class ? "." + rule.name : "", kind_ == Kind::loaded ? in_sheet : in_page);
  }
  rule.used = true;
  return rule;
}

void StyleRules::begin() noexcept {
  for (auto& [wanted, rule] : rules_) rule.used = false;
}

void StyleRules::finish() {
  std::erase_if(rules_, [](const auto& entry) { return !entry.second.used; });
}

std::string StyleRules::css() const {
  std::vector<const Rule*> in_order;
  for (const auto& [wanted, rule] : rules_) in_order.push_back(&rule);
  std::ranges::sort(in_order, {}, &Rule::number);
  std::string css;
  for (const Rule* rule : in_order) css += rule->css;
  return css;
}

}  // namespace bonito::detail
