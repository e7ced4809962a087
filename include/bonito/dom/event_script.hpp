// EventScript: an event that a script of the page hears, without a way to the program and back.
//
//   dom::button("Copy", on_click(js("() => navigator.clipboard.writeText($0.value)", link)));
//   dom::canvas(on("pointermove", js("event => draw(event.offsetX, event.offsetY)")));
//
// The script is an expression that gives a function of the browser's event. It is evaluated when the element is on the
// page; the function is called as addEventListener() calls it.
//
// Owner: a value. Thread: any. Failure: on() throws Failure{Errc::usage} for a name no event can have; what the
// function throws is told in the page's console and to Session::browser_error().
#pragma once
#include <string>
#include <string_view>

#include "bonito/dom/js.hpp"

namespace bonito {

struct EventScript {
  EventScript(std::string_view event, Js function);

  std::string name;
  Js function;
};

EventScript on(std::string_view event, Js function);
inline EventScript on_click(Js function) { return on("click", std::move(function)); }
inline EventScript on_input(Js function) { return on("input", std::move(function)); }
inline EventScript on_change(Js function) { return on("change", std::move(function)); }

}  // namespace bonito
