#include "session/style_rules.hpp"

#include <algorithm>
#include <vector>

#include "session/sheet_address.hpp"

namespace bonito::detail {

StyleRules::StyleRules() : names_(std::make_shared<Names>()) {}
StyleRules::StyleRules(const std::shared_ptr<const StyleRules>& outside, Kind kind)
    : kind_(kind), outside_(outside), names_(outside->names_) {}

std::string StyleRules::class_of(const Styles& styles, Session& session, Keeps* keeps) {
  return use(styles, true, session, keeps)->name;
}

void StyleRules::for_page(const Styles& styles, Session& session, Keeps* keeps) { use(styles, false, session, keeps); }

StyleRules::SharedRule StyleRules::find(const std::string& wanted) const {
  const auto found = rules_.find(wanted);
  auto rule = found != rules_.end() ? found->second.lock() : nullptr;
  return rule || !outside_ ? rule : outside_->find(wanted);
}

StyleRules::SharedRule StyleRules::use(const Styles& styles, bool is_class, Session& session, Keeps* keeps) {
  const Styles::AddressOf in_page = [&](const StyleText::Address& address) {
    return address.asset ? address.asset->text(session) : address.text;
  };
  const std::string wanted = styles.css(is_class ? "." : "", in_page);
  SharedRule rule = find(wanted);
  if (!rule) {
    const std::string name = names_->next();
    const Styles::AddressOf in_sheet = [&](const StyleText::Address& address) {
      return address_in_sheet(in_page(address), session);
    };
    std::string css = styles.css(is_class ? "." + name : "", kind_ == Kind::loaded ? in_sheet : in_page);
    rule = std::make_shared<const Rule>(Rule{names_->last, name, std::move(css)});
    rules_[wanted] = rule;
  }
  Keeps& kept = keeps ? *keeps : kept_;
  if (std::ranges::find(kept, std::shared_ptr<const void>(rule)) == kept.end()) kept.push_back(rule);
  return rule;
}

std::string StyleRules::css() {
  std::erase_if(rules_, [](const auto& entry) { return entry.second.expired(); });
  std::vector<SharedRule> in_order;
  for (const auto& [wanted, rule] : rules_) in_order.push_back(rule.lock());
  std::ranges::sort(in_order, {}, [](const SharedRule& rule) { return rule->number; });
  std::string css;
  for (const SharedRule& rule : in_order) css += rule->css;
  return css;
}

void StyleRules::clear() noexcept {
  rules_.clear();
  kept_.clear();
}

}  // namespace bonito::detail
