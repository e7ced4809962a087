#include "dom/tree.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dom/element_changes.hpp"
#include "dom/first_difference.hpp"
#include "dom/matching.hpp"
#include "dom/node_writer.hpp"

namespace bonito::detail {
namespace {

void gather_slots(const Shown& shown, std::vector<std::uint32_t>& slots) {
  slots.insert(slots.end(), shown.slots.begin(), shown.slots.end());
  for (const Shown& child : shown.children) gather_slots(child, slots);
}

// Those that were left out as they are the same.
void surround(std::vector<Shown>& parts, const NodeData& now, const Differing& differing) {
  std::vector<Shown> all = plain_parts_of(differing.before(now.children));
  std::ranges::move(parts, std::back_inserter(all));
  std::ranges::move(plain_parts_of(differing.after(now.children)), std::back_inserter(all));
  parts = std::move(all);
}

class Difference {
 public:
  Difference(TreeSlots& slots, Patch& patch, std::vector<std::uint32_t>& gone)
      : slots_(slots), patch_(patch), gone_(gone), writer_(slots) {}

  // Makes of the parts that stand at one level, behind the first so many units, those that are wanted there.
  void level(std::size_t first, std::vector<Shown>& shown, const std::vector<Wanted>& wanted, const Inside& inside) {
    const Matches matches = match(shown, wanted, inside.place.foreign);
    Numbers held(wanted.size());
    patch_.skip(first);
    const bool moves = hold(first, shown, matches, held);
    std::vector<Shown> next;
    next.reserve(wanted.size());
    std::size_t at = 0;
    const auto remove_up_to = [&](std::size_t end) {
      for (; at < end; ++at) remove(shown[at]);
    };
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!matches[i]) {
        next.push_back(add(wanted[i], inside));
        continue;
      }
      if (held[i]) patch_.put(*held[i]);
      if (!moves) {
        remove_up_to(*matches[i]);
        ++at;
      }
      next.push_back(std::move(shown[*matches[i]]));
      update(next.back(), wanted[i], inside);
    }
    if (!moves) remove_up_to(shown.size());
    shown = std::move(next);
  }

 private:
  using Numbers = std::vector<std::optional<std::size_t>>;  // for each that is wanted; nothing: it does not move

  // If some move, has them held, and removes those that go.
  bool hold(std::size_t first, const std::vector<Shown>& shown, const Matches& matches, Numbers& held) {
    if (are_in_order(matches)) return false;
    const std::vector<bool> stays = staying(matches);
    enum class Fate : std::uint8_t { going, staying, moving };
    std::vector<Fate> fates(shown.size(), Fate::going);
    bool moves = false;
    for (std::size_t i = 0; i < matches.size(); ++i) {
      if (!matches[i]) continue;
      const bool is_still = stays[i] || !is_unit(*shown[*matches[i]].part);
      fates[*matches[i]] = is_still ? Fate::staying : Fate::moving;
      moves = moves || !is_still;
    }
    if (!moves) return false;
    std::vector<std::size_t> number_of(shown.size());
    std::size_t number = 0;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (fates[i] == Fate::going) {
        remove(shown[i]);
      } else if (!is_unit(*shown[i].part)) {
        continue;
      } else if (fates[i] == Fate::staying) {
        patch_.skip();
      } else {
        number_of[i] = number++;
        patch_.hold();
      }
    }
    patch_.rewind();
    patch_.skip(first);
    for (std::size_t i = 0; i < matches.size(); ++i) {
      if (matches[i] && fates[*matches[i]] == Fate::moving) held[i] = number_of[*matches[i]];
    }
    return true;
  }

  void remove(const Shown& shown) {
    gather_slots(shown, gone_);
    if (is_unit(*shown.part)) patch_.remove();
  }

  Shown add(const Wanted& wanted, const Inside& inside) {
    Shown shown = writer_.write(wanted, inside.place, inside.parent);
    if (const std::string html = writer_.take(); !html.empty()) patch_.insert(html);
    return shown;
  }

  // What it shows becomes what is wanted; the patch's cursor is before it, and then after it.
  void update(Shown& shown, const Wanted& wanted, const Inside& inside) {
    const Child& before = *shown.part;
    const Child& now = *wanted.part;
    shown.key = wanted.key;
    if (std::holds_alternative<std::string>(now)) return update_text(shown, wanted);
    shown.part = wanted.part;
    if (const NodeData* element = element_of(now)) {
      return update_element(shown, *element_of(before), *element, inside.place);
    }
    if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&now)) {
      slots_.rebind(shown.slots.front(), SlotGiver::Kind::text, *live);
    } else if (const auto* component = std::get_if<std::shared_ptr<const Component>>(&now)) {
      const auto& shown_before = std::get<std::shared_ptr<const Component>>(before);
      if (*component != shown_before && !(*component)->shows_same_as(*shown_before)) {
        slots_.renew(shown.slots.front(), *component);
      }
    }
    if (is_unit(now)) patch_.skip();
  }

  void update_text(Shown& shown, const Wanted& wanted) {
    const std::string& text = text_of(wanted);
    if (text_of(shown) != text) patch_.text(text);
    shown.more.reset();
    if (!wanted.text.empty()) {
      shown.more = std::make_unique<Shown::More>();
      shown.more->text = text;
    }
    shown.part = wanted.part;
    patch_.skip();
  }

  void update_element(Shown& shown, const NodeData& before, const NodeData& now, const Place& place) {
    if (&before == &now) return patch_.skip();
    Differing differing;
    const bool was_plain = shown.is_plain;
    const bool has_parts = !has_only_text(content_of(now.tag, place.foreign));
    if (was_plain) {
      const auto found = first_difference_.in(before, now);
      if (!found) return patch_.skip();
      differing = *found;
      if (has_parts) shown.children = plain_parts_of(differing.of(before.children));
    }
    const auto choice = change_element(shown, before, now, place, slots_, patch_);
    patch_.enter();
    if (has_parts) {
      Inside inside = inside_of(now, place);
      if (choice.text) inside.place.selected = choice.text;
      if (choice.slot != 0) inside.place.choice = choice.slot;
      level(differing.first, shown.children, wanted_of(differing.of(now.children)), inside);
    }
    patch_.skip(differing.last);
    patch_.leave();
    if (choice.slot != 0) slots_.tell(choice.slot);  // after the options that it chooses from
    shown.is_plain = shown.slots.empty() && !shown.more;
    for (const Shown& child : shown.children) shown.is_plain = shown.is_plain && child.is_plain;
    if (shown.is_plain) {
      shown.children = std::vector<Shown>();
    } else if (was_plain && has_parts) {
      surround(shown.children, now, differing);
    }
  }

  TreeSlots& slots_;
  Patch& patch_;
  std::vector<std::uint32_t>& gone_;
  NodeWriter writer_;
  FirstDifference first_difference_;
};

}  // namespace

void Tree::clear() {
  shown_.clear();
  content_.reset();
}

std::string Tree::begin(Node content, TreeSlots& slots, Surroundings around) {
  clear();
  auto held = std::make_shared<const std::vector<Child>>(std::vector<Child>{std::move(content)});
  NodeWriter writer(slots);
  std::vector<Shown> shown;
  for (const Wanted& wanted : wanted_of(*held, true)) {
    shown.push_back(writer.write(wanted, place_in(around), ""));
  }
  content_ = std::move(held);
  shown_ = std::move(shown);
  return writer.take();
}

std::shared_ptr<const void> Tree::become(Node content, TreeSlots& slots, Surroundings around, Patch& patch) {
  auto held = std::make_shared<const std::vector<Child>>(std::vector<Child>{std::move(content)});
  Difference(slots, patch, gone_).level(0, shown_, wanted_of(*held, true), {place_in(around), ""});
  return std::exchange(content_, std::move(held));
}

std::string Tree::again(TreeSlots& slots, Surroundings around) const {
  NodeWriter writer(slots);
  for (const Shown& shown : shown_) writer.write_again(shown, place_in(around), "");
  return writer.take();
}

}  // namespace bonito::detail
