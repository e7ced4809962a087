// Js: JavaScript written in C++, with values of the program in it.
//
//   session.eval(js("console.log($0, $1)", url, count));          // statements; `await` is allowed
//   session.on_load(chart, js("element => draw(element, $0)", points));
//
// $0 to $9 are the arguments, as parameters of a function, never spliced into the source. An argument may be
//   a value (what to_value can encode)   exactly that: numbers, text, dates, typed arrays, lists, objects
//   a Node                               its element, while it is on the page (see Session::eval)
//   an Observable                        the same observable: its .value, .on, .notify; until the session ends
//   an Asset                             a module: what it exports; a classic script: its global; else its URL
//   another Js                           what it is, an expression, evaluated
//   a type with detail::DeferredJs to_js_argument(const T&)
//
// It compiles only if every $n has an argument and every argument a $n; `$$` is a plain $, and `${` JavaScript's own.
// The page is served it in a module under its content's hash, so it works under Content-Security-Policy: default-src
// 'self'; what it throws names the C++ file and line that it was written on. `Bonito` is the session's own there, with
// `Bonito.signal`, which is aborted when the region that the script was run for shows something else.
//
// Owner: a value. Thread: any. Failure: what an argument's to_value throws.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bonito/base/code_place.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/wire/to_value.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {

class Js;

namespace detail {

// What a script is given of something that has an address.
struct JsReference {
  enum class Kind { url, module, global };
  Kind kind = Kind::url;
  std::string url;
  std::string global = {};
  std::string integrity = {};            // of what is loaded from there; empty: anything is taken
  std::vector<std::string> sheets = {};  // URLs of the style sheets that come with it
};
using DeferredJs = std::function<JsReference(Session&)>;

// An element of the page, by its slot.
struct ElementSlot {
  std::uint32_t slot;
};

using JsArgument =
    std::variant<Value, Node, std::shared_ptr<const Live>, std::shared_ptr<const Js>, DeferredJs, ElementSlot>;

void to_js_argument() = delete;  // hide any outer name, so that only argument-dependent look-up counts

template <class T>
concept HasJsArgument = requires(const T& thing) {
  { to_js_argument(thing) } -> std::same_as<DeferredJs>;
};
template <class T>
concept JsHole =
    Encodable<T> || is_encodable_observable_v<T> || std::same_as<T, Node> || std::same_as<T, Js> || HasJsArgument<T>;

template <class T>
inline constexpr bool is_literal = false;
template <std::size_t N>
inline constexpr bool is_literal<char[N]> = true;

template <class... Args>
consteval void require_js_arguments() {
  static_assert((JsHole<Args> && ...),
                "a script is given text, numbers, bools, containers of these and types with Value to_value(const T&), "
                "as values or in an Observable; or a Node, an Asset, another js()");
}

// Called when a script is wrong. Not constexpr on purpose: the compiler prints the name.
void js_placeholder_has_no_argument();
void js_argument_is_never_used();
void js_placeholder_needs_a_digit_or_another_dollar();
void js_placeholder_has_more_than_one_digit_or_runs_into_a_name();

// A source literal whose $0 to $9 the compiler has compared with the arguments.
template <class... Args>
class JsTemplate {
 public:
  template <std::size_t N>
  consteval JsTemplate(const char (&source)[N], CodePlace place = {__builtin_FILE(), __builtin_LINE()})
      : source_(source, N - 1), place_(place) {
    bool used[sizeof...(Args) + 1] = {};
    for (std::size_t i = 0; i < source_.size(); ++i) {
      if (source_[i] != '$') continue;
      const char next = ++i < source_.size() ? source_[i] : '\0';
      if (next == '$' || next == '{') continue;
      if (next < '0' || next > '9') js_placeholder_needs_a_digit_or_another_dollar();
      const char after = i + 1 < source_.size() ? source_[i + 1] : '\0';
      const bool goes_on = (after >= '0' && after <= '9') || (after >= 'a' && after <= 'z') ||
                           (after >= 'A' && after <= 'Z') || after == '_';
      if (goes_on) js_placeholder_has_more_than_one_digit_or_runs_into_a_name();
      const auto index = static_cast<std::size_t>(next - '0');
      if (index >= sizeof...(Args)) js_placeholder_has_no_argument();
      used[index] = true;
    }
    for (std::size_t i = 0; i < sizeof...(Args); ++i) {
      if (!used[i]) js_argument_is_never_used();
    }
  }
  constexpr std::string_view source() const { return source_; }
  constexpr CodePlace place() const { return place_; }

 private:
  std::string_view source_;
  CodePlace place_;
};

}  // namespace detail

class Js {
 public:
  using Arguments = std::vector<detail::JsArgument>;

  Js() noexcept = default;  // nothing to run
  Js(std::string source, Arguments arguments, CodePlace place)
      : source_(std::move(source)), arguments_(std::move(arguments)), place_(place) {}

  bool is_empty() const noexcept { return source_.empty(); }
  const std::string& source() const noexcept { return source_; }
  const Arguments& arguments() const noexcept { return arguments_; }
  CodePlace place() const noexcept { return place_; }  // where it was written
  bool same_as(
      const Js& other) const;  // written in the same place, with equal arguments, as far as these can be compared

 private:
  std::string source_;
  Arguments arguments_;
  CodePlace place_{};
};

namespace detail {

// What the source is: the body of an async function, or what an arrow function gives.
enum class JsForm { statements, expression };
// The function of `Bonito` and the arguments, as text.
std::string js_function(std::string_view source, std::size_t arguments, JsForm form);

template <class T>
JsArgument js_argument(const T& thing) {
  if constexpr (std::same_as<T, Node>) {
    name_for_scripts(thing);
    return thing;
  } else if constexpr (is_encodable_observable_v<T>) {
    return std::shared_ptr<const Live>(make_live(thing));
  } else if constexpr (std::same_as<T, Js>) {
    return std::make_shared<const Js>(thing);
  } else if constexpr (HasJsArgument<T>) {
    return to_js_argument(thing);
  } else {
    return Value(bonito::to_value(thing));
  }
}

}  // namespace detail

template <class... Args>
requires(detail::JsHole<Args>&&...) Js
    js(detail::JsTemplate<std::type_identity_t<Args>...> source, const Args&... args) {
  return {std::string(source.source()), Js::Arguments{detail::js_argument(args)...}, source.place()};
}
// Anything else does not compile, for the reason these give.
template <class Source, class... Args>
requires(!detail::is_literal<Source> || !(detail::JsHole<Args> && ...)) Js js(const Source&, const Args&...) {
  static_assert(detail::is_literal<Source>,
                "js() takes a literal, which the compiler reads: source that is known only when the program runs is "
                "given to js_unchecked()");
  detail::require_js_arguments<Args...>();
  return {};
}

// For source that is known only when the program runs. At most ten arguments. A page keeps each different source that
// it has run: what changes belongs into the arguments.
template <class... Args>
Js js_unchecked(std::string source, const Args&... args) {
  static_assert(sizeof...(Args) <= 10, "a script has at most ten arguments, $0 to $9");
  detail::require_js_arguments<Args...>();
  if constexpr ((detail::JsHole<Args> && ...)) {
    return {std::move(source), Js::Arguments{detail::js_argument(args)...}, {}};
  }
}

}  // namespace bonito
