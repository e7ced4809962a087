#include "session/page_slots.hpp"

#include <utility>

#include "session/region_binding.hpp"

namespace bonito::detail {

SlotGiver::Bound PageSlots::bind(Kind kind, std::shared_ptr<const Live> live) {
  Tab& tab = core_.tab();
  const auto value_kind = kind == Kind::url ? ValueBinding::Kind::url : ValueBinding::Kind::plain;
  const auto binding = std::make_shared<ValueBinding>(tab.next_slot(), &session_, value_kind, std::move(live));
  // A property has no place in the markup: its first value travels.
  auto now = tab.outbox().add(binding, kind == Kind::property);
  return {binding->slot, std::move(now)};
}

std::uint32_t PageSlots::handle(const EventHandler& handler) {
  return core_.tab().handle(handler, session_.weak().lock());
}

std::optional<std::uint32_t> PageSlots::element(const Node& element) {
  const auto slot = core_.tab().next_slot();
  core_.tab().scripts().elements().add(element, &session_, slot);
  return slot;
}

void PageSlots::hear(std::uint32_t element, const EventScript& script) {
  core_.tab().scripts().run_always(
      session_, Builtin::hear, {ElementSlot{element}, Value(script.name), std::make_shared<const Js>(script.function)},
      script.function.place());
}

SlotGiver::Content PageSlots::region(std::shared_ptr<const Region> region, Surroundings around) {
  Tab& tab = core_.tab();
  const auto binding = std::make_shared<RegionBinding>(tab.next_slot(), session_, rules_, std::move(region), around);
  tab.outbox().add(binding);
  return {binding->slot, binding->begin()};
}

std::string html_of(const Node& content, Session& session, const std::shared_ptr<StyleRules>& rules,
                    Surroundings around) {
  PageSlots slots(session, rules);
  std::string html;
  write_html(
      content, slots, [&](std::string_view piece) { html += piece; }, around);
  return html;
}

}  // namespace bonito::detail
