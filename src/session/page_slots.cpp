#include "session/page_slots.hpp"

#include <utility>

#include "bonito/dom/observed_events.hpp"
#include "session/region_binding.hpp"

namespace bonito::detail {

namespace {

ValueBinding::Kind kind_of_value(SlotGiver::Kind kind) noexcept {
  return kind == SlotGiver::Kind::url ? ValueBinding::Kind::url : ValueBinding::Kind::plain;
}

}  // namespace

SlotGiver::Bound PageSlots::bind(Kind kind, std::shared_ptr<const Live> live) {
  Tab& tab = core_.tab();
  const auto binding = std::make_shared<ValueBinding>(tab.next_slot(), &session_, kind_of_value(kind), std::move(live));
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

std::uint32_t PageSlots::hear(std::uint32_t element, const EventScript& script) {
  auto function = std::make_shared<const Js>(script.function);
  const bool is_load = script.name == mounted_event;
  const auto builtin = is_load ? Builtin::load : Builtin::hear;
  auto arguments = is_load ? Js::Arguments{std::move(function), ElementSlot{element}}
                           : Js::Arguments{ElementSlot{element}, Value(script.name), std::move(function)};
  return core_.tab().scripts().run_always(session_, builtin, std::move(arguments), script.function.place());
}

SlotGiver::Content PageSlots::region(std::shared_ptr<const Region> region, Surroundings around) {
  Tab& tab = core_.tab();
  const auto binding = std::make_shared<RegionBinding>(tab.next_slot(), session_, rules_,
                                                       RegionBinding::Source{.region = std::move(region)}, around);
  tab.outbox().add(binding);
  return {binding->slot, binding->begin()};
}

void PageSlots::part(const std::function<void()>& write) {
  const SessionCore::Part part(core_);
  write();
}

SlotGiver::Content PageSlots::component(std::shared_ptr<const Component> component, Surroundings around) {
  Tab& tab = core_.tab();
  const auto binding = std::make_shared<RegionBinding>(
      tab.next_slot(), session_, rules_, RegionBinding::Source{.component = std::move(component)}, around);
  tab.outbox().add(binding);
  return {binding->slot, binding->begin()};
}

void PageSlots::keep_in(Keeps* keeps) {
  keeps_ = keeps;
  core_.keep_in(keeps);
}

void PageSlots::rebind(std::uint32_t slot, Kind kind, const std::shared_ptr<const Live>& live) {
  auto& outbox = core_.tab().outbox();
  const auto before = std::dynamic_pointer_cast<ValueBinding>(outbox.at(slot));
  if (!before || before->is_of(*live)) return;
  const bool differs = before->waiting || live->delivery() == Delivery::every || !before->says_same_as(*live);
  outbox.rebind(std::make_shared<ValueBinding>(slot, &session_, kind_of_value(kind), live), differs);
}

void PageSlots::tell(std::uint32_t slot) {
  auto& outbox = core_.tab().outbox();
  if (const auto binding = outbox.at(slot)) outbox.tell(*binding);
}

void PageSlots::rehandle(std::uint32_t slot, const EventHandler& handler) { core_.tab().rehandle(slot, handler); }

std::shared_ptr<RegionBinding> PageSlots::place(std::uint32_t slot) const {
  return std::dynamic_pointer_cast<RegionBinding>(core_.tab().outbox().at(slot));
}

void PageSlots::renew(std::uint32_t slot, const std::shared_ptr<const Component>& component) {
  const auto binding = place(slot);
  if (!binding) return;
  binding->renew(component);
  renewed_.push_back(binding);
}

std::string PageSlots::again(std::uint32_t slot) {
  const auto binding = place(slot);
  return binding ? binding->again(frame_) : std::string();
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
