#include "bonito/dom/event_script.hpp"

#include "bonito/dom/event.hpp"

namespace bonito {

EventScript::EventScript(std::string_view event, Js its_function) : name(event), function(std::move(its_function)) {
  detail::require_event_name(name);
}

EventScript on(std::string_view event, Js function) { return {event, std::move(function)}; }

}  // namespace bonito
