#include "dom/first_difference.hpp"

#include <algorithm>
#include <utility>

namespace bonito::detail {
namespace {

bool is_same_attribute(const Attribute& before, const Attribute& now) {
  if (before.name() != now.name() || before.target() != now.target()) return false;
  if (before.value().index() != now.value().index()) return false;
  if (const auto* text = std::get_if<std::string>(&before.value())) return *text == std::get<std::string>(now.value());
  if (const auto* mine = std::get_if<Classes>(&before.value())) {
    const auto& theirs = std::get<Classes>(now.value());
    return !mine->live() && !theirs.live() && mine->fixed() == theirs.fixed();
  }
  return std::holds_alternative<Present>(before.value()) || std::holds_alternative<std::monostate>(before.value());
}

// Nobody hears of it, neither the program nor a script.
bool is_quiet(const NodeData& element) {
  return element.handlers().empty() && element.scripts().empty() && !element.is_named;
}

bool is_element(const Child& child) {
  const auto* node = std::get_if<Node>(&child);
  return node && !node->tag().empty();
}

bool is_own(const Node& node) { return node.data().use_count() == 1; }  // whoever else has it may name it to scripts

}  // namespace

std::optional<Differing> FirstDifference::in(const NodeData& before, const NodeData& now) {
  if (way_.empty() || way_.back().before != &before || way_.back().now != &now) {
    const auto known = static_cast<std::ptrdiff_t>(way_.size());
    if (are_same(before, now)) return std::nullopt;
    way_.erase(way_.begin(), way_.begin() + known);
  }
  const Step step = way_.back();
  way_.pop_back();
  return Differing{step.elements, same_at_end(step)};
}

std::size_t FirstDifference::same_at_end(const Step& step) {
  const auto &before = step.before->children, &now = step.now->children;
  const std::size_t known = step.is_in_child && before.size() == now.size() ? 1 : 0;  // to differ
  const std::size_t most = std::min(before.size(), now.size()) - step.same - known;
  const std::size_t way = way_.size();
  std::size_t last = 0;
  while (last < most && is_element(now[now.size() - 1 - last]) &&
         are_same(before[before.size() - 1 - last], now[now.size() - 1 - last])) {
    ++last;
  }
  way_.erase(way_.begin() + static_cast<std::ptrdiff_t>(way), way_.end());
  return last;
}

bool FirstDifference::are_same(const NodeData& before, const NodeData& now) {
  std::size_t same = 0, elements = 0;
  bool is_in_child = false;
  if (before.tag == now.tag && before.key() == now.key() && before.is_of_value == now.is_of_value && is_quiet(before) &&
      is_quiet(now) && std::ranges::equal(before.attributes, now.attributes, is_same_attribute)) {
    const std::size_t both = std::min(before.children.size(), now.children.size());
    for (; same < both && are_same(before.children[same], now.children[same]); ++same) {
      if (elements == same && is_element(now.children[same])) ++elements;
    }
    if (same == before.children.size() && same == now.children.size()) return true;
    is_in_child = same < both;
  }
  way_.push_back({&before, &now, elements, same, is_in_child});
  return false;
}

bool FirstDifference::are_same(const Child& before, const Child& now) {
  if (before.index() != now.index()) return false;
  if (const auto* text = std::get_if<std::string>(&before)) return *text == std::get<std::string>(now);
  if (const auto* mine = std::get_if<Node>(&before)) {
    const auto& theirs = std::get<Node>(now);
    if (mine->data() == theirs.data()) return true;
    return is_own(*mine) && is_own(theirs) && are_same(*mine->data(), *theirs.data());
  }
  if (const auto* markup = std::get_if<UnsafeHtml>(&before)) {
    return markup->markup() == std::get<UnsafeHtml>(now).markup();
  }
  if (const auto* comment = std::get_if<Comment>(&before)) return comment->text == std::get<Comment>(now).text;
  return false;
}

}  // namespace bonito::detail
