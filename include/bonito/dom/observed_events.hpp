// What an element can tell beside the browser's own events: that it is there and gone again, its size, whether it is
// seen, and that it is dragged.
//
//   dom::div(on_resize([=](double width, double height) { draw(width, height); }, {.throttle = 100ms}));
//   dom::div(on_visible([=](bool is_seen) { if (is_seen) load_more(); }));
//   dom::div("class"_a = "splitter", on_drag([=](const Drag& drag) { width.set(start + drag.dx); }));
//   dom::canvas(on_mounted([=] { camera.start(); }), on_removed([=] { camera.stop(); }));
//   dom::div(on_mounted(js("element => $0.show(element)", map)), on_removed(js("() => $0.destroy()", map)));
//
// Size and sight tell how it is at the beginning, too. They end with the element. A drag goes on wherever the pointer
// goes (the element captures it, so a button inside is not clicked), with mouse, pen or finger; the browser neither
// selects nor scrolls meanwhile. Its beginning and its end are sent at once, whatever the throttle.
//
// Mounted is what a browser says whose page has the element, each time a page gets it: again in one that takes the
// session over. Removed is what the program knows by itself, once: the element was left out of a region's content, or
// the page has ended, whether or not a browser ever had it. An element that a region keeps (lists.md) is neither. To a
// script of the page the browser says both.
//
// By on() they are heard with fields of one's own: "bonito:resize" has those of a ResizeObserverEntry, "bonito:visible"
// those of an IntersectionObserverEntry, "bonito:drag" has phase, x, y, dx, dy and target.
//
// Owner, thread, failure: as for on(). What a browser sends that is no size or drag calls nothing.
#pragma once
#include "bonito/dom/event.hpp"
#include "bonito/dom/event_script.hpp"

namespace bonito {

namespace detail {
inline constexpr std::string_view mounted_event = "bonito:mounted";
inline constexpr std::string_view removed_event = "bonito:removed";  // never said by a browser
}  // namespace detail

struct Drag {
  enum class Phase { start, move, end, cancel };  // cancelled: the browser took the pointer away
  Phase phase = Phase::start;
  double x = 0, y = 0;    // in CSS pixels, from the window's upper left
  double dx = 0, dy = 0;  // since the beginning

  // Of a "bonito:drag" that was asked for these fields; nothing if it says something else.
  static std::optional<Drag> of(const Event& event);
};

// `f` takes nothing.
template <class F>
EventHandler on_mounted(F f, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  static_assert(std::invocable<F&>, "on_mounted() takes a function of nothing: which element it is, its capture says");
  if constexpr (std::invocable<F&>) {
    const auto call = [f = std::move(f)](const Event&) mutable { f(); };
    return {detail::mounted_event, call, {.once = true}, place};
  }
}
template <class F>
EventHandler on_removed(F f, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  static_assert(std::invocable<F&>, "on_removed() takes a function of nothing: which element it is, its capture says");
  if constexpr (std::invocable<F&>) {
    const auto call = [f = std::move(f)](const Event&) mutable { f(); };
    return {detail::removed_event, call, {}, place};
  }
}

// The script is called with the element.
inline EventScript on_mounted(Js function) { return {detail::mounted_event, std::move(function)}; }
inline EventScript on_removed(Js function) { return {detail::removed_event, std::move(function)}; }

// The size without padding and border, in CSS pixels.
template <class F>
EventHandler on_resize(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  static_assert(std::invocable<F&, double, double>,
                "on_resize() takes a function of the width and the height, two doubles");
  if constexpr (std::invocable<F&, double, double>) {
    options.fields.insert(options.fields.begin(), {"contentRect.width", "contentRect.height"});
    const auto call = [f = std::move(f)](const Event& event) mutable {
      const auto width = event.get<double>("contentRect.width"), height = event.get<double>("contentRect.height");
      if (width && height) f(*width, *height);
    };
    return {"bonito:resize", call, std::move(options), place};
  }
}

// Whether any of it is in the window, and not scrolled away.
template <class F>
EventHandler on_visible(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  static_assert(std::invocable<F&, bool>, "on_visible() takes a function of a bool: whether the element is seen");
  if constexpr (std::invocable<F&, bool>) {
    options.fields.insert(options.fields.begin(), "isIntersecting");
    const auto call = [f = std::move(f)](const Event& event) mutable {
      if (const auto is_seen = event.get<bool>("isIntersecting")) f(*is_seen);
    };
    return {"bonito:visible", call, std::move(options), place};
  }
}

template <class F>
EventHandler on_drag(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  static_assert(std::invocable<F&, const Drag&>, "on_drag() takes a function of a const Drag&");
  if constexpr (std::invocable<F&, const Drag&>) {
    options.fields.insert(options.fields.begin(), {"phase", "x", "y", "dx", "dy"});
    const auto call = [f = std::move(f)](const Event& event) mutable {
      if (const auto drag = Drag::of(event)) f(*drag);
    };
    return {"bonito:drag", call, std::move(options), place};
  }
}

}  // namespace bonito
