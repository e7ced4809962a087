#include "model/shown_page.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "bonito/wire/convert.hpp"
#include "bonito/wire/encoder.hpp"
#include "dom/test_dom.hpp"

namespace bonito::model {
namespace {

constexpr std::string_view live_text = "<!--b:";
constexpr std::string_view region = "<!--r:";
constexpr std::string_view region_end = "<!--/r-->";

std::uint32_t number_in(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// What stands between the first `before` and the next `after`; nothing if that is nowhere.
std::optional<std::string_view> between(std::string_view text, std::string_view before, std::string_view after) {
  const auto start = text.find(before);
  if (start == text.npos) return std::nullopt;
  text.remove_prefix(start + before.size());
  return text.substr(0, text.find(after));
}

// Calls back with each token of the tag's data-b attribute, as in "e2,click".
template <class F>
void each_token(std::string_view tag, F call) {
  auto tokens = between(tag, "data-b=\"", "\"").value_or("");
  while (!tokens.empty()) {
    call(tokens.substr(0, tokens.find(' ')));
    tokens.remove_prefix(std::min(tokens.size(), tokens.find(' ')));
    if (!tokens.empty()) tokens.remove_prefix(1);
  }
}

// The second of the parts between commas.
std::string_view name_in(std::string_view token) {
  token.remove_prefix(token.find(',') + 1);
  return token.substr(0, token.find(','));
}

// A region's markup, in which inner ones are empty, after a patch.
std::string patched(std::uint32_t slot, std::string html, const Value::List& message) {
  for (auto at = html.find(region); at != html.npos; at = html.find(region, at + 1)) {
    html.insert(html.find("-->", at) + 3, region_end);
  }
  testing::TestDom dom(std::string(region) + std::to_string(slot) + "-->" + html + std::string(region_end));
  Bytes steps;
  Encoder encoder(steps);
  for (std::size_t i = 2; i < message.size(); ++i) encoder.value(message[i]);
  Decoder in(steps);
  dom.patch(slot, in);
  return dom.content_of(slot);
}

}  // namespace

ShownPage::ShownPage(std::string_view html)
    : whole_(scan(between(html, "<main>", "</main>").value_or("there is no <main>"))) {}

// Takes regions out of it, and finds the slots in the rest.
ShownPage::Scope ShownPage::scan(std::string_view html) {
  Scope scope;
  while (!html.empty()) {
    const auto mark = html.find('<');
    scope.html += html.substr(0, mark);
    html.remove_prefix(std::min(mark, html.size()));
    if (html.starts_with(region)) {
      const auto slot = number_in(html.substr(region.size()));
      const auto head = html.find("-->") + 3;
      std::size_t end = head;
      for (int depth = 1; depth > 0; end += depth > 0 ? 1 : 0) {
        end = html.find("<!--", end);
        if (end == html.npos) return scope.html += "A region does not end.", scope;
        if (html.substr(end).starts_with(region)) ++depth;
        if (html.substr(end).starts_with(region_end)) --depth;
      }
      regions_[slot] = scan(html.substr(head, end - head));
      scope.regions.push_back(slot);
      scope.html += html.substr(0, head);
      html.remove_prefix(end + region_end.size());
    } else if (html.starts_with(live_text)) {
      const auto slot = number_in(html.substr(live_text.size()));
      const auto head = html.find("-->") + 3;
      const auto text = html.substr(head, html.find('<', head) - head);
      slots_[slot] = {std::string(text), std::max(0, jumps_ - 1), true};
      scope.slots.push_back(slot);
      scope.html += html.substr(0, head);
      html.remove_prefix(head + text.size());
    } else if (!html.empty()) {
      const auto tag = html.substr(0, html.find('>') + 1);
      scan_tag(tag, scope);
      scope.html += tag;
      html.remove_prefix(tag.size());
    }
  }
  return scope;
}

void ShownPage::scan_tag(std::string_view tag, Scope& scope) {
  each_token(tag, [&](std::string_view token) {
    const auto slot = number_in(token.substr(1));
    if (token.starts_with('e')) {
      scope.events.emplace(name_in(token), slot);
    } else {
      slots_[slot] = {"", std::max(0, jumps_ - 1)};
      scope.slots.push_back(slot);
    }
  });
}

void ShownPage::drop(const Scope& scope) {
  for (const auto slot : scope.slots) slots_.erase(slot);
  for (const auto inner : scope.regions) {
    drop(regions_.at(inner));
    regions_.erase(inner);
    region_rules_.erase(inner);
  }
}

// ".b1{width:1px}.b2{…}"
ShownPage::Rules ShownPage::rules_in(std::string_view css) {
  Rules rules;
  while (css.starts_with('.')) {
    const auto name = css.substr(1, css.find('{') - 1);
    const auto rule = between(css, "{", "}").value_or("");
    rules[std::string(name)] = rule;
    css.remove_prefix(name.size() + rule.size() + 3);
  }
  return rules;
}

std::string ShownPage::rule_of(std::string_view name) const {
  for (const auto& [slot, rules] : region_rules_) {
    if (const auto rule = rules.find(name); rule != rules.end()) return rule->second;
  }
  return "no rule";
}

std::optional<std::string> ShownPage::apply(const Value::List& message, std::uint64_t acked) {
  const auto slot = from_value<std::uint32_t>(message[1]);
  switch (static_cast<ServerOp>(*message[0].integer())) {
    case ServerOp::set: return set(*slot, message[2], acked);
    case ServerOp::mirror: mirrors_[*slot].name = *message[2].text(); return set(*slot, message[3], acked);
    case ServerOp::error: return ++errors_, std::nullopt;
    case ServerOp::sheet: return region_rules_[*slot] = rules_in(*message[2].text()), std::nullopt;
    case ServerOp::region: {
      const auto found = regions_.find(*slot);
      if (found == regions_.end()) return "Content came for region " + std::to_string(*slot) + ", which is gone.";
      drop(found->second);
      found->second = scan(*message[2].text());
      return std::nullopt;
    }
    case ServerOp::patch: return patch(*slot, message);
    case ServerOp::gone:  // no app of the model is embedded, or static, or has scripts
    case ServerOp::follow:
    case ServerOp::module:
    case ServerOp::run:
    case ServerOp::ask:
    case ServerOp::answer:
    case ServerOp::bulk:
    case ServerOp::pad:
    case ServerOp::part: break;
  }
  return "A message came that should have been hidden.";
}

std::optional<std::string> ShownPage::patch(std::uint32_t slot, const Value::List& message) {
  const auto found = regions_.find(slot);
  if (found == regions_.end()) return "A patch came for region " + std::to_string(slot) + ", which is gone.";
  const Scope before = found->second;
  std::string html;
  try {
    html = patched(slot, before.html, message);
  } catch (const std::logic_error& complaint) {
    return std::string("A patch of region ") + std::to_string(slot) + ": " + complaint.what();
  }
  // What stays keeps what it shows.
  const auto slots = slots_;
  const auto regions = regions_;
  Scope now = scan(html);
  const auto is_in = [](const auto& all, std::uint32_t one) { return std::ranges::find(all, one) != all.end(); };
  for (const auto each : now.slots) {
    if (is_in(before.slots, each)) slots_[each] = slots.at(each);
  }
  for (const auto each : now.regions) {
    if (is_in(before.regions, each)) regions_[each] = regions.at(each);
  }
  Scope gone;
  std::ranges::copy_if(before.slots, std::back_inserter(gone.slots),
                       [&](auto each) { return !is_in(now.slots, each); });
  std::ranges::copy_if(before.regions, std::back_inserter(gone.regions),
                       [&](auto each) { return !is_in(now.regions, each); });
  drop(gone);
  regions_[slot] = std::move(now);
  return std::nullopt;
}

std::optional<std::string> ShownPage::set(std::uint32_t slot, const Value& value, std::uint64_t acked) {
  if (!value.text()) return "A value came that is no text.";
  auto complaint = put(slot, *value.text());
  const auto mirror = mirrors_.find(slot);
  if (mirror == mirrors_.end()) return complaint;
  if (mirror->second.frame > acked) slots_[slot].value = mirror->second.mine;
  return complaint;
}

std::optional<std::string> ShownPage::put(std::uint32_t slot, const std::string& value) {
  if (!slots_.contains(slot) && !mirrors_.contains(slot)) {
    return "A value came for slot " + std::to_string(slot) + ", which is gone.";
  }
  Slot& place = slots_[slot];
  const auto before = std::exchange(place.value, value);
  if (std::exchange(place.is_new, false) && before == value) return std::nullopt;
  if (before.empty() || value.starts_with('s')) return std::nullopt;
  const auto from = number_in(std::string_view(before).substr(1));
  const auto to = number_in(std::string_view(value).substr(1));
  const std::string jump =
      std::to_string(to) + " came after " + std::to_string(from) + " for slot " + std::to_string(slot);
  if (before[0] != value[0]) return jump + ", which is of another kind.";
  if (value[0] == 'n' ? to >= from : to == from + 1) return std::nullopt;
  if (to < from || place.jumps >= jumps_) return jump + ".";
  ++place.jumps;
  return std::nullopt;
}

void ShownPage::notify(std::uint32_t slot, std::string value, std::uint64_t frame) {
  slots_[slot].value = value;
  mirrors_[slot].mine = std::move(value);
  mirrors_[slot].frame = frame;
}

std::map<std::string, std::string> ShownPage::mirrored() const {
  std::map<std::string, std::string> all;
  for (const auto& [slot, mirror] : mirrors_) all[mirror.name] = slots_.at(slot).value;
  return all;
}

std::optional<std::uint32_t> ShownPage::event(const Scope& scope, std::string_view name) const {
  const auto found = scope.events.find(name);
  if (found != scope.events.end()) return found->second;
  for (const auto inner : scope.regions) {
    if (const auto there = event(regions_.at(inner), name)) return there;
  }
  return std::nullopt;
}
std::optional<std::uint32_t> ShownPage::event(std::string_view name) const { return event(whole_, name); }

std::string ShownPage::shown(const Scope& scope) const {
  std::string shown;
  std::string_view html = scope.html;
  if (html.find("role=\"alert\"") != html.npos) return "FAILED";
  while (!html.empty()) {
    const auto mark = html.find('<');
    shown += html.substr(0, mark);
    html.remove_prefix(std::min(mark, html.size()));
    const auto tag = html.substr(0, html.find('>') + 1);
    if (html.starts_with(region)) {
      shown += '{' + this->shown(regions_.at(number_in(html.substr(region.size())))) + '}';
    } else if (html.starts_with(live_text)) {
      shown += '[' + slots_.at(number_in(html.substr(live_text.size()))).value + ']';
    } else {
      shown += shown_tag(tag);
    }
    html.remove_prefix(tag.size());
  }
  return shown;
}

std::string ShownPage::shown_tag(std::string_view tag) const {
  std::string shown(tag.substr(0, tag.find_first_of(" >")));
  if (const auto name = between(tag, "class=\"", "\"")) {
    shown += " {" + rule_of(*name) + '}';
  }
  each_token(tag, [&](std::string_view token) {
    const std::string name(name_in(token));
    shown +=
        token.starts_with('e') ? " !" + name : " (" + name + '=' + slots_.at(number_in(token.substr(1))).value + ')';
  });
  return tag.empty() ? shown : shown + '>';
}

}  // namespace bonito::model
