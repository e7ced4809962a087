// What an element can tell beside the browser's own events: its size, whether it is seen, and that it is dragged.
//
//   dom::div(on_resize([=](double width, double height) { draw(width, height); }, {.throttle = 100ms}));
//   dom::div(on_visible([=](bool is_seen) { if (is_seen) load_more(); }));
//   dom::div("class"_a = "splitter", on_drag([=](const Drag& drag) { width.set(start + drag.dx); }));
//
// The first two tell how it is at the beginning, too. They end with the element. A drag goes on wherever the pointer
// goes (the element captures it, so a button inside is not clicked), with mouse, pen or finger; the browser neither
// selects nor scrolls meanwhile. Its beginning and its end are sent at once, whatever the throttle.
//
// By on() they are heard with fields of one's own: "bonito:resize" has those of a ResizeObserverEntry, "bonito:visible"
// those of an IntersectionObserverEntry, "bonito:drag" has phase, x, y, dx, dy and target.
//
// Owner, thread, failure: as for on(). What a browser sends that is no size or drag calls nothing.
#pragma once
#include "bonito/dom/event.hpp"

namespace bonito {

struct Drag {
  enum class Phase { start, move, end, cancel };  // cancelled: the browser took the pointer away
  Phase phase = Phase::start;
  double x = 0, y = 0;    // in CSS pixels, from the window's upper left
  double dx = 0, dy = 0;  // since the beginning

  // Of a "bonito:drag" that was asked for these fields; nothing if it says something else.
  static std::optional<Drag> of(const Event& event);
};

// The size without padding and border, in CSS pixels.
template <std::invocable<double, double> F>
EventHandler on_resize(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  options.fields.insert(options.fields.begin(), {"contentRect.width", "contentRect.height"});
  const auto call = [f = std::move(f)](const Event& event) mutable {
    const auto width = event.get<double>("contentRect.width"), height = event.get<double>("contentRect.height");
    if (width && height) f(*width, *height);
  };
  return {"bonito:resize", call, std::move(options), place};
}

// Whether any of it is in the window, and not scrolled away.
template <std::invocable<bool> F>
EventHandler on_visible(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  options.fields.insert(options.fields.begin(), "isIntersecting");
  const auto call = [f = std::move(f)](const Event& event) mutable {
    if (const auto is_seen = event.get<bool>("isIntersecting")) f(*is_seen);
  };
  return {"bonito:visible", call, std::move(options), place};
}

template <std::invocable<const Drag&> F>
EventHandler on_drag(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  options.fields.insert(options.fields.begin(), {"phase", "x", "y", "dx", "dy"});
  const auto call = [f = std::move(f)](const Event& event) mutable {
    if (const auto drag = Drag::of(event)) f(*drag);
  };
  return {"bonito:drag", call, std::move(options), place};
}

}  // namespace bonito
