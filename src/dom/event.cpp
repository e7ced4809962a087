#include "bonito/dom/event.hpp"

#include <algorithm>
#include <array>

#include "bonito/dom/attribute_name.hpp"
#include "bonito/dom/css_syntax.hpp"
#include "bonito/dom/observed_events.hpp"

namespace bonito {
namespace {

bool is_made_of(std::string_view name, std::string_view others) {
  const auto is_allowed = [&](char c) {
    return detail::is_letter(c) || detail::is_digit(c) || others.find(c) != std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_allowed);
}

void require_key(std::string_view key) {
  constexpr std::array<std::string_view, 5> modifiers = {"Control", "Alt", "Shift", "Meta", "Mod"};
  std::string_view rest = key;
  for (auto end = rest.find('+', 1); end != rest.npos && end + 1 < rest.size(); end = rest.find('+', 1)) {
    if (std::ranges::find(modifiers, rest.substr(0, end)) == modifiers.end()) break;
    rest.remove_prefix(end + 1);
  }
  const bool is_sign = rest.size() == 1;
  const bool is_modifier = std::ranges::find(modifiers, rest) != modifiers.end();
  if (!rest.empty() && (is_sign || rest.find('+') == rest.npos) && !is_modifier) return;
  throw Failure({Errc::usage, "\"" + std::string(key) +
                                  "\" cannot be a key: write its name as KeyboardEvent.key has it, after any of "
                                  "Control+, Alt+, Shift+, Meta+ and Mod+, as in \"Mod+Shift+z\"."});
}

// As CSS reads it, where an escape stands for one letter.
void require_selector(const std::string& selector) {
  std::string plain = selector;
  for (std::size_t i = 0; i + 1 < plain.size(); ++i) {
    if (plain[i] == '\\') plain.replace(i, 2, "ab");
  }
  const char* const problem = detail::css_problem(plain);
  if (!problem) return;
  throw Failure({Errc::usage, "\"" + selector + "\" cannot be the selector of .closest: " + problem + "."});
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
  for (std::string& key : options.keys) {
    require_key(key);
    if (key.ends_with("Space")) key.replace(key.size() - 5, 5, " ");  // as KeyboardEvent.key has it
  }
  if (!options.keys.empty() && !name.starts_with("key")) {
    throw Failure({Errc::usage, "\"" + name + "\" has no keys: hear \"keydown\" or \"keyup\"."});
  }
  if (!options.closest.empty()) require_selector(options.closest);
  if (options.debounce.count() < 0 || options.throttle.count() < 0) {
    throw Failure({Errc::usage, "An event is debounced or throttled by a time that is not negative."});
  }
  // Copies of the handler share the function and what it remembers.
  auto shared = std::make_shared<std::function<void(const Event&)>>(std::move(function));
  call = [shared = std::move(shared)](const Event& happened) { (*shared)(happened); };
}

std::optional<Drag> Drag::of(const Event& event) {
  constexpr std::array<std::string_view, 4> phases = {"start", "move", "end", "cancel"};
  const auto phase = event.get<std::string>("phase");
  const auto x = event.get<double>("x"), y = event.get<double>("y");
  const auto dx = event.get<double>("dx"), dy = event.get<double>("dy");
  if (!phase || !x || !y || !dx || !dy) return std::nullopt;
  const auto found = std::ranges::find(phases, *phase);
  if (found == phases.end()) return std::nullopt;
  return Drag{static_cast<Phase>(found - phases.begin()), *x, *y, *dx, *dy};
}

}  // namespace bonito
