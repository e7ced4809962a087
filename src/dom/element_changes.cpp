#include "dom/element_changes.hpp"

#include <algorithm>
#include <utility>

#include "dom/element_rules.hpp"
#include "dom/gathered_attributes.hpp"

namespace bonito::detail {
namespace {

const std::string* fixed_classes(const Attribute& attribute) {
  const auto* classes = std::get_if<Classes>(&attribute.value());
  return classes && !classes->live() ? &classes->fixed() : nullptr;
}

// Attributes of which none is live, gathers with others or uses something, in the same order: most elements have these.
bool have_simple_attributes(const NodeData& before, const NodeData& now) {
  const auto is_simple = [](const Attribute& attribute) {
    return std::holds_alternative<std::string>(attribute.value()) ||
           std::holds_alternative<Present>(attribute.value()) || fixed_classes(attribute);
  };
  if (before.attributes.size() != now.attributes.size()) return false;
  for (std::size_t i = 0; i < now.attributes.size(); ++i) {
    const Attribute &mine = before.attributes[i], &theirs = now.attributes[i];
    if (!is_simple(mine) || !is_simple(theirs) || mine.name() != theirs.name()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (same_name(now.attributes[j].name(), theirs.name())) return false;
    }
  }
  return true;
}

class ElementChange {
 public:
  ElementChange(Shown& shown, const NodeData& now, const Place& place, TreeSlots& slots, Patch& patch)
      : shown_(shown), now_(now), place_(place), slots_(slots), patch_(patch) {}

  void attributes(const NodeData& before) {
    if (have_simple_attributes(before, now_)) {
      for (std::size_t i = 0; i < now_.attributes.size(); ++i) {
        simple_attribute(before.attributes[i], now_.attributes[i]);
      }
      return;
    }
    Keeps keeps, old_keeps;
    gathered(before, keeps, old_keeps);
    if (keeps.empty() && !shown_.more) return;
    if (!shown_.more) shown_.more = std::make_unique<Shown::More>();
    shown_.more->keeps = std::move(keeps);
    if (shown_.more->keeps.empty() && shown_.more->own_class.empty()) shown_.more.reset();
  }

  void handlers() {
    for (const EventHandler& handler : now_.handlers()) slots_.rehandle(next_slot(), handler);
  }

  // Of a <title> or <textarea>.
  void live_text() {
    for (const Wanted& wanted : wanted_of(now_.children)) {
      const auto* live = std::get_if<std::shared_ptr<const Live>>(wanted.part);
      if (live) slots_.rebind(shown_.slots.back(), SlotGiver::Kind::text, *live);
    }
  }

  const Choice& choice() const noexcept { return choice_; }

 private:
  std::uint32_t next_slot() { return shown_.slots.at(next_++); }

  void simple_attribute(const Attribute& before, const Attribute& now) {
    if (const auto* names = fixed_classes(now)) {
      const auto* were = fixed_classes(before);
      if (were && *were == *names) return;
      return patch_.attribute(now.name(), names->empty() ? std::nullopt : std::optional(*names));
    }
    const auto* was = std::get_if<std::string>(&before.value());
    const auto* is = std::get_if<std::string>(&now.value());
    if (is && is_choice(now_.tag, now.name(), place_.foreign)) choice_.text = *is;
    if (!was != !is || (is && *was != *is)) patch_.attribute(now.name(), fixed_text(now, slots_.session()));
  }

  void gathered(const NodeData& before, Keeps& keeps, Keeps& old_keeps) {
    const GatheredAttributes was(before.attributes), is(now_.attributes);
    slots_.keep_in(&old_keeps);
    std::vector<std::pair<std::string_view, std::string>> old;
    for (const Attribute* attribute : was.attributes) {
      if (live_of(*attribute)) continue;
      if (auto text = fixed_text(*attribute, slots_.session())) old.emplace_back(attribute->name(), std::move(*text));
    }
    const std::string old_class = classes_of(was).fixed();
    slots_.keep_in(&keeps);
    for (const Attribute* attribute : is.attributes) attribute_becomes(*attribute, old);
    for (const auto& [name, text] : old) patch_.attribute(name, std::nullopt);
    const Classes classes = classes_of(is);
    const std::string& new_class = classes.fixed();
    if (const auto names = classes.live()) {
      slots_.rebind(next_slot(), SlotGiver::Kind::attribute, make_live(*names));
    } else if (new_class != old_class) {
      patch_.attribute("class", new_class.empty() ? std::nullopt : std::optional(new_class));
    }
    if (is.live_styles) {
      const auto put = [name = shown_.more->own_class](const Styles& styles) { return style_value(styles, name); };
      slots_.rebind(next_slot(), SlotGiver::Kind::attribute, make_live(is.live_styles->map(put)));
    } else if (is.live_style) {
      slots_.rebind(next_slot(), SlotGiver::Kind::attribute, is.live_style);
    }
    slots_.keep_in(nullptr);
  }

  // With those that the library adds.
  Classes classes_of(const GatheredAttributes& all) {
    Classes classes = all.classes;
    if (all.live_styles) classes = classes.with(Classes(shown_.more->own_class));
    if (!all.styles.empty()) classes = classes.with(Classes(slots_.style_class(all.styles)));
    return classes;
  }

  // Takes it from the old ones.
  void attribute_becomes(const Attribute& attribute, std::vector<std::pair<std::string_view, std::string>>& old) {
    if (const auto* live = live_of(attribute)) return live_becomes(attribute, *live);
    const auto text = fixed_text(attribute, slots_.session());
    if (!text) return;
    if (is_choice(now_.tag, attribute.name(), place_.foreign)) choice_.text = text;
    const auto found =
        std::ranges::find_if(old, [&](const auto& each) { return same_name(each.first, attribute.name()); });
    const bool is_same = found != old.end() && found->second == *text;
    if (found != old.end()) old.erase(found);
    if (!is_same) patch_.attribute(attribute.name(), text);
  }

  void live_becomes(const Attribute& attribute, const std::shared_ptr<const Live>& live) {
    const std::string_view name = attribute.name();
    const auto slot = next_slot();
    if (is_choice(now_.tag, name, place_.foreign)) choice_.slot = slot;
    if (attribute.target() == AttributeTarget::property) return slots_.rebind(slot, SlotGiver::Kind::property, live);
    const bool is_state = !place_.foreign && is_state_property(now_.tag, name);
    const auto other = is_url_attribute(name) ? SlotGiver::Kind::url : SlotGiver::Kind::attribute;
    slots_.rebind(slot, is_state ? SlotGiver::Kind::property : other, live);
  }

  Shown& shown_;
  const NodeData& now_;
  const Place& place_;
  TreeSlots& slots_;
  Patch& patch_;
  std::size_t next_ = 0;
  Choice choice_;
};

}  // namespace

Choice change_element(Shown& shown, const NodeData& before, const NodeData& now, const Place& place, TreeSlots& slots,
                      Patch& patch) {
  ElementChange change(shown, now, place, slots, patch);
  change.attributes(before);
  change.handlers();
  if (content_of(now.tag, place.foreign) == Content::text) change.live_text();
  return change.choice();
}

}  // namespace bonito::detail
