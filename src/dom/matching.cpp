#include "dom/matching.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "dom/element_rules.hpp"
#include "dom/first_difference.hpp"
#include "dom/gathered_attributes.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t look_ahead = 8;  // for the next of a kind, so that a few that went do not shift all others

bool is_same_handler(const EventHandler& one, const EventHandler& other) {
  return one.name == other.name && one.options == other.options;
}

bool is_live_alike(const Attribute& one, const Attribute& other) {
  return one.target() == other.target() && same_name(one.name(), other.name());
}

// Are the same attributes live, in the same order?
bool has_same_live_attributes(const NodeData& one, const NodeData& other) {
  const auto is_quiet = [](const Attribute& attribute) {
    const auto& value = attribute.value();
    const auto* classes = std::get_if<Classes>(&value);
    return !live_of(attribute) && !std::holds_alternative<Observable<Styles>>(value) && !(classes && classes->live());
  };
  if (std::ranges::all_of(one.attributes, is_quiet) && std::ranges::all_of(other.attributes, is_quiet)) return true;
  const GatheredAttributes left(one.attributes), right(other.attributes);
  if (left.classes.live().has_value() != right.classes.live().has_value()) return false;
  if (left.live_styles.has_value() != right.live_styles.has_value()) return false;
  if ((left.live_style == nullptr) != (right.live_style == nullptr)) return false;
  const auto next_live = [](auto& from, const auto& end) {
    while (from != end && !live_of(**from)) ++from;
    return from != end;
  };
  auto mine = left.attributes.begin();
  auto theirs = right.attributes.begin();
  for (;; ++mine, ++theirs) {
    const bool is_more = next_live(mine, left.attributes.end());
    if (is_more != next_live(theirs, right.attributes.end())) return false;
    if (!is_more) return true;
    if (!is_live_alike(**mine, **theirs)) return false;
  }
}

// What is only text in the markup, and read once or shown as the element likes, is never changed, only replaced.
bool has_same_text_inside(const NodeData& one, const NodeData& other) {
  const auto left = wanted_of(one.children), right = wanted_of(other.children);
  const auto is_same = [](const Wanted& mine, const Wanted& theirs) {
    if (mine.part->index() != theirs.part->index()) return false;
    if (std::holds_alternative<std::shared_ptr<const Live>>(*mine.part)) return true;
    return std::holds_alternative<std::string>(*mine.part) && text_of(mine) == text_of(theirs);
  };
  return std::ranges::equal(left, right, is_same);
}

// By which a <select> knows it.
std::string value_of_option(const NodeData& option) {
  std::string text;
  for (const Attribute& attribute : option.attributes) {
    const auto* value = std::get_if<std::string>(&attribute.value());
    if (value && same_name(attribute.name(), "value")) return *value;
  }
  for (const Wanted& part : wanted_of(option.children)) {
    if (std::holds_alternative<std::string>(*part.part)) text += text_of(part);
  }
  return text;
}

bool is_animation(const NodeData& element) {
  return same_name(element.tag, "animate") || same_name(element.tag, "set");
}

// Its text is the browser's to change: see "Slots in the markup" in the protocol.
bool shows_status(const NodeData& element) {
  return std::ranges::any_of(element.attributes,
                             [](const Attribute& each) { return each.name() == "data-bonito-status"; });
}

class Matcher {
 public:
  Matcher(const std::vector<Shown>& shown, const std::vector<Wanted>& wanted, bool foreign)
      : shown_(shown), wanted_(wanted), foreign_(foreign), matches_(wanted.size()), taken_(shown.size()) {}

  Matches match() && {
    std::size_t first = 0;
    const std::size_t end = std::min(shown_.size(), wanted_.size());
    while (first < end && are_surely_same(first, first)) ++first;
    std::size_t last_shown = shown_.size(), last_wanted = wanted_.size();
    while (last_shown > first && last_wanted > first && are_surely_same(last_shown - 1, last_wanted - 1)) {
      --last_shown;
      --last_wanted;
    }
    if (last_shown > first && last_wanted > first) match_between(first, last_shown, last_wanted);
    return std::move(matches_);
  }

 private:
  static const NodeData* data_of(const Child& part) { return element_of(part); }
  // May somebody else than its parent have it, so that it may be in both trees?
  static bool is_shared(const Child& part) {
    const Node* node = std::get_if<Node>(&part);
    return node && node->data().use_count() > 1;
  }

  bool take(std::size_t shown, std::size_t wanted) {
    matches_[wanted] = shown;
    return taken_[shown] = true;
  }

  // Without a look at the others.
  bool are_surely_same(std::size_t shown, std::size_t wanted) {
    const Shown& mine = shown_[shown];
    const Wanted& theirs = wanted_[wanted];
    const bool is_sure = mine.key || theirs.key ? mine.key == theirs.key
                         : data_of(*mine.part) && data_of(*mine.part) == data_of(*theirs.part)
                             ? true
                             : !is_shared(*mine.part) && !is_shared(*theirs.part);
    return is_sure && are_alike(mine, theirs) && take(shown, wanted);
  }

  void match_between(std::size_t first, std::size_t last_shown, std::size_t last_wanted) {
    struct HashKey {
      std::size_t operator()(const Key& key) const noexcept {
        return std::hash<std::string_view>()(*key.text) + key.index;
      }
    };
    std::unordered_map<Key, std::size_t, HashKey> by_key;
    std::unordered_map<const NodeData*, std::size_t> by_node;
    for (std::size_t i = first; i < last_shown; ++i) {
      const Shown& mine = shown_[i];
      if (mine.key) {
        by_key.emplace(mine.key, i);
      } else if (is_shared(*mine.part)) {
        by_node.emplace(data_of(*mine.part), i);
      }
    }
    const auto take_known = [&](std::size_t wanted) {
      const Wanted& theirs = wanted_[wanted];
      if (theirs.key) {
        const auto found = by_key.find(theirs.key);
        if (found != by_key.end()) take_if_alike(found->second, wanted);
      } else if (!by_node.empty() && data_of(*theirs.part)) {
        const auto found = by_node.find(data_of(*theirs.part));
        if (found != by_node.end()) take_if_alike(found->second, wanted);
      }
    };
    for (std::size_t j = first; j < last_wanted; ++j) take_known(j);
    std::size_t next = first;
    for (std::size_t j = first; j < last_wanted; ++j) {
      if (matches_[j] || wanted_[j].key) continue;
      std::size_t looked_at = 0;
      for (std::size_t i = next; i < last_shown && looked_at < look_ahead; ++i) {
        if (taken_[i] || shown_[i].key) {
          if (i == next) ++next;
          continue;
        }
        ++looked_at;
        if (!take_if_alike(i, j)) continue;
        next = i + 1;
        break;
      }
    }
  }

  bool take_if_alike(std::size_t shown, std::size_t wanted) {
    return !taken_[shown] && are_alike(shown_[shown], wanted_[wanted]) && take(shown, wanted);
  }

  bool are_alike(const Shown& mine, const Wanted& theirs) const {
    const Child &one = *mine.part, &other = *theirs.part;
    if (one.index() != other.index()) return false;
    if (const NodeData* element = data_of(one)) return are_elements_alike(mine, *element, theirs);
    if (const auto* region = std::get_if<std::shared_ptr<const Region>>(&one)) {
      return (*region)->identity() == std::get<std::shared_ptr<const Region>>(other)->identity();
    }
    if (const auto* component = std::get_if<std::shared_ptr<const Component>>(&one)) {
      return (*component)->is_like(*std::get<std::shared_ptr<const Component>>(other));
    }
    if (const auto* markup = std::get_if<UnsafeHtml>(&one)) {
      return markup->markup() == std::get<UnsafeHtml>(other).markup();
    }
    if (const auto* comment = std::get_if<Comment>(&one)) return comment->text == std::get<Comment>(other).text;
    if (const auto* styles = std::get_if<Styles>(&one)) return *styles == std::get<Styles>(other);
    if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&one)) {
      return (*script)->same_as(*std::get<std::shared_ptr<const Js>>(other));
    }
    return true;  // texts, and live ones
  }

  bool are_elements_alike(const Shown& mine, const NodeData& one, const Wanted& theirs) const {
    const NodeData& other = *data_of(*theirs.part);
    if (&one == &other) return true;
    if (!theirs.is_root && is_shared(*theirs.part)) return false;  // scripts may ask for it
    if (one.tag != other.tag) return false;
    if (mine.is_named || other.is_named || !other.scripts().empty()) return false;
    if (is_inert(one.tag, foreign_) || is_animation(one)) return mine.is_plain && !FirstDifference().in(one, other);
    // Somebody may have chosen it, and the browser would show whatever it becomes.
    if (same_name(one.tag, "option") && value_of_option(one) != value_of_option(other)) return false;
    const Content content = content_of(one.tag, foreign_);
    if ((has_only_text(content) || shows_status(other)) && !has_same_text_inside(one, other)) return false;
    return std::ranges::equal(one.handlers(), other.handlers(), is_same_handler) &&
           has_same_live_attributes(one, other);
  }

  const std::vector<Shown>& shown_;
  const std::vector<Wanted>& wanted_;
  const bool foreign_;
  Matches matches_;
  std::vector<bool> taken_;
};

}  // namespace

Matches match(const std::vector<Shown>& shown, const std::vector<Wanted>& wanted, bool foreign) {
  return Matcher(shown, wanted, foreign).match();
}

bool are_in_order(const Matches& matches) {
  std::size_t next = 0;
  for (const auto& match : matches) {
    if (!match) continue;
    if (*match < next) return false;
    next = *match + 1;
  }
  return true;
}

std::vector<bool> staying(const Matches& matches) {
  std::vector<std::size_t> tails;  // of increasing runs of each length, the one that ends lowest
  std::vector<std::optional<std::size_t>> before(matches.size());
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (!matches[i]) continue;
    const auto is_lower = [&](std::size_t tail, std::size_t value) { return *matches[tail] < value; };
    const auto place = std::lower_bound(tails.begin(), tails.end(), *matches[i], is_lower);
    if (place != tails.begin()) before[i] = *std::prev(place);
    if (place == tails.end()) {
      tails.push_back(i);
    } else {
      *place = i;
    }
  }
  std::vector<bool> stays(matches.size());
  for (std::optional<std::size_t> i = tails.empty() ? std::nullopt : std::optional(tails.back()); i; i = before[*i]) {
    stays[*i] = true;
  }
  return stays;
}

}  // namespace bonito::detail
