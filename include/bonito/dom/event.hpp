// Events: what the browser says happened, and the C++ functions it calls.
//
//   dom::button("Go", on_click([=] { go(); }));
//   dom::input("value"_a = name, on_input([=](std::string text) { name.set(text); }));
//   dom::div(on("pointermove", [=](const Event& e) { at(*e.get<double>("clientX")); },
//               {.fields = {"clientX", "clientY"}, .throttle = 50ms}));
//
// A field is a dotted path ("target.dataset.row", or "detail.x" of a web component's own event), looked up on the
// browser's event and, if it is not there, on the element that carries the handler. Only the fields a handler asks for
// travel.
//
// One handler may hear a whole list, and is told which of its rows it was; and keys may be shortcuts:
//
//   dom::ul(rows, on_click([=](const Event& e) { open(*e.get<std::string>("dataset.row")); },
//                          {.fields = {"dataset.row"}, .closest = "li"}));
//   dom::main(on("keydown", [=] { save(); }, {.keys = {"Mod+s"}, .window = true, .prevent_default = true}));
//
// What is heard of an element beside the browser's events (its size, say) is in observed_events.hpp.
//
// Owner: a handler is a value; copies share the function. Thread: the function runs on its session's
// strand. Failure: on() throws Failure{Errc::usage} for a name no event or field can have; a field that
// the browser did not send is null; get() of it is an Error, and * of that throws Failure. get() of a field that the
// handler did not ask for throws Failure{Errc::usage}.
#pragma once
#include <charconv>
#include <chrono>
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "bonito/base/code_place.hpp"
#include "bonito/base/error.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {

class Event {
 public:
  // One value per name, in order; missing values are null.
  Event(std::vector<std::string> fields, std::vector<Value> values);

  const Value& operator[](std::string_view field) const noexcept;  // null if there is no such field
  template <class T>
  Result<T> get(std::string_view field) const {
    require(field);
    return from_value<T>((*this)[field]);
  }

 private:
  void require(std::string_view field) const;  // throws unless it was asked for
  std::vector<std::string> fields_;
  std::vector<Value> values_;
};

// An event that does not pass `closest`, `keys` and `self` is left as it is: not prevented, stopped or sent. There is
// no `passive`: whatever does not prevent the default is.
struct EventOptions {
  std::vector<std::string> fields = {};
  // A CSS selector. Heard are events in those elements inside this one that match, and of several around each other the
  // innermost; the fields are looked up on that one.
  std::string closest = {};
  // Shortcuts, any of which is meant: "Enter", "Control+s", "Mod+Shift+z", "?", "Space". Before a key, named as by
  // KeyboardEvent.key, stand Control, Alt, Shift, Meta, or Mod (Meta on a Mac, Control elsewhere). No others may be
  // pressed, but for Shift where the key is a sign that it may take to write. Not while text is being composed.
  std::vector<std::string> keys = {};
  bool self = false;     // only the element's own events, not those of what is in it
  bool window = false;   // all of the page's events, wherever they happen, while the element is there
  bool capture = false;  // before the elements inside hear it; also those events that do not bubble
  bool once = false;     // the first only; again if the element is made anew
  bool prevent_default = false;
  bool stop_propagation = false;
  std::chrono::milliseconds debounce{0};  // send when it has been quiet for so long
  std::chrono::milliseconds throttle{0};  // send at most one in so long, the last one for certain

  friend bool operator==(const EventOptions&, const EventOptions&) = default;
};

// Made by on(). The call is shared by copies.
struct EventHandler {
  // Throws Failure{Errc::usage} for a name, field, selector, key or time that cannot be.
  EventHandler(std::string_view event, std::function<void(const Event&)> function, EventOptions how, CodePlace where);

  std::string name;
  EventOptions options;
  std::function<void(const Event&)> call;
  CodePlace place;  // where it was written: for whoever looks for a failure
};

namespace detail {

void require_event_name(std::string_view name);  // throws Failure{Errc::usage}

// The type of a function's only argument.
template <class F>
struct ArgumentOf : ArgumentOf<decltype(&F::operator())> {};
template <class R, class T>
struct ArgumentOf<R (*)(T)> : std::type_identity<std::remove_cvref_t<T>> {};
template <class R, class T>
struct ArgumentOf<R(T)> : std::type_identity<std::remove_cvref_t<T>> {};
template <class C, class R, class T>
struct ArgumentOf<R (C::*)(T)> : std::type_identity<std::remove_cvref_t<T>> {};
template <class C, class R, class T>
struct ArgumentOf<R (C::*)(T) const> : std::type_identity<std::remove_cvref_t<T>> {};
template <class C, class R, class T>
struct ArgumentOf<R (C::*)(T) noexcept> : std::type_identity<std::remove_cvref_t<T>> {};
template <class C, class R, class T>
struct ArgumentOf<R (C::*)(T) const noexcept> : std::type_identity<std::remove_cvref_t<T>> {};

template <class F>
concept HasOneKnownArgument = requires {
  typename ArgumentOf<std::remove_cvref_t<F>>::type;
};

// The number a field's text says, whole; none for "", "-" or "twelve".
template <class T>
std::optional<T> field_number(std::string_view text) {
  T number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

template <class F>
EventHandler on_field(std::string_view event, F f, EventOptions options, CodePlace place) {
  static_assert(HasOneKnownArgument<F>,
                "the function takes one argument of a named type: std::string, a number or bool");
  using T = typename ArgumentOf<F>::type;
  static_assert(std::same_as<T, std::string> || std::is_arithmetic_v<T>,
                "what an input holds is heard as std::string, a number or bool");
  options.fields.insert(options.fields.begin(), std::same_as<T, bool> ? "checked" : "value");
  auto call = [f = std::move(f), field = options.fields.front()](const Event& happened) mutable {
    if constexpr (std::is_arithmetic_v<T> && !std::same_as<T, bool>) {
      const auto text = happened.get<std::string>(field);
      if (!text) return;
      if (const auto number = field_number<T>(*text)) f(*number);
    } else {
      if (auto value = happened.get<T>(field)) f(*std::move(value));
    }
  };
  return {event, std::move(call), std::move(options), place};
}

}  // namespace detail

namespace detail {

// A coroutine's task, which keeps what the coroutine uses.
template <class T>
concept KeepsWhatItUses = requires(const T& task) {
  task.keep(std::shared_ptr<const void>());
};

template <class F>
std::function<void(const Event&)> event_call(F f) {
  const auto call = [](F& function, const Event& happened) {
    if constexpr (std::invocable<F&, const Event&>) {
      return function(happened);
    } else {
      static_cast<void>(happened);
      return function();
    }
  };
  if constexpr (KeepsWhatItUses<decltype(call(std::declval<F&>(), std::declval<const Event&>()))>) {
    return [call, shared = std::make_shared<F>(std::move(f))](const Event& happened) {
      const auto used = std::make_shared<std::pair<std::shared_ptr<F>, const Event>>(shared, happened);
      call(*used->first, used->second).keep(used);
    };
  } else {
    return [call, f = std::move(f)](const Event& happened) mutable { static_cast<void>(call(f, happened)); };
  }
}

}  // namespace detail

template <class F>
concept EventFunction = std::invocable<F&, const Event&> || std::invocable<F&>;

// `f` takes the event, or nothing.
template <class F>
EventHandler on(std::string_view event, F f, EventOptions options = {},
                CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  static_assert(EventFunction<F>,
                "an event's handler takes nothing or a const Event&; what an input holds, on_input and on_change tell");
  if constexpr (EventFunction<F>) return {event, detail::event_call(std::move(f)), std::move(options), place};
}
template <class F>
EventHandler on_click(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  return on("click", std::move(f), std::move(options), place);
}

// `f` takes what the input holds now, as std::string, any number, or bool (for a checkbox). An input
// that holds no such number ("", "-") calls nothing. on_input tells every keystroke, on_change when done.
template <class F>
EventHandler on_input(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  return detail::on_field("input", std::move(f), std::move(options), place);
}
template <class F>
EventHandler on_change(F f, EventOptions options = {}, CodePlace place = {__builtin_FILE(), __builtin_LINE()}) {
  return detail::on_field("change", std::move(f), std::move(options), place);
}

}  // namespace bonito
