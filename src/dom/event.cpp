#include "bonito/dom/event.hpp"

#include <algorithm>

#include "bonito/dom/attribute_name.hpp"

namespace bonito {
namespace {

bool is_made_of(std::string_view name, std::string_view others) {
  const auto is_allowed = [&](char c) {
    return detail::is_letter(c) || detail::is_digit(c) || others.find(c) != std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_allowed);
}

}  // namespace

Event::Event(std::vector<std::string> fields, std::vector<Value> values)
    : fields_(std::move(fields)), values_(std::move(values)) {
  values_.resize(fields_.size());
}

const Value& Event::operator[](std::string_view field) const noexcept {
  static const Value null;
  const auto found = std::find(fields_.begin(), fields_.end(), field);
  return found == fields_.end() ? null : values_[static_cast<std::size_t>(found - fields_.begin())];
}

void Event::require(std::string_view field) const {
  if (std::find(fields_.begin(), fields_.end(), field) != fields_.end()) return;
  const std::string name = "\"" + std::string(field) + "\"";
  throw Failure({Errc::usage, "The handler did not ask for the event's field " + name +
                                  ", so no browser sends it: give its options .fields = {" + name + "}."});
}

void detail::require_event_name(std::string_view name) {
  if (is_made_of(name, "_.:-")) return;
  throw Failure({Errc::usage, "\"" + std::string(name) +
                                  "\" cannot be the name of an event: use letters, digits and _ . : - only."});
}

EventHandler::EventHandler(std::string_view event, std::function<void(const Event&)> function, EventOptions how,
                           CodePlace where)
    : name(event), options(std::move(how)), place(where) {
  // The name and the fields stand in the page's markup, between separators.
  detail::require_event_name(name);
  for (const std::string& field : options.fields) {
    if (is_made_of(field, "_.")) continue;
    throw Failure({Errc::usage, "\"" + field + "\" cannot be a field of an event: use letters, digits, _ and . only."});
  }
  if (options.debounce.count() < 0 || options.throttle.count() < 0) {
    throw Failure({Errc::usage, "An event is debounced or throttled by a time that is not negative."});
  }
  // Copies of the handler share the function and what it remembers.
  auto shared = std::make_shared<std::function<void(const Event&)>>(std::move(function));
  call = [shared = std::move(shared)](const Event& happened) { (*shared)(happened); };
}

}  // namespace bonito
