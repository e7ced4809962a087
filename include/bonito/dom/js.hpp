// Js: JavaScript written in C++, with values of the program in it.
//
//   Js script = js("const reply = await fetch($0); console.log(await reply.text(), $1);", url, count);
//
// It is the body of an async function, whose parameters $0 to $9 are the arguments, decoded: exactly the values they
// are in C++, never spliced into the source. It compiles only if every $n has an argument and every argument a $n;
// `$$` is a plain $, and `${` JavaScript's own. The page is served it as a module under its content's hash, so it works
// under Content-Security-Policy: default-src 'self'; what it throws is told in the page's console, by the name of the
// C++ file and line that it was written on.
//
// Owner: a value. Thread: any. Failure: what an argument's to_value throws.
#pragma once
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "bonito/base/code_place.hpp"
#include "bonito/wire/to_value.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {

namespace detail {

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
  Js() noexcept = default;  // nothing to run
  Js(std::string source, Value::List arguments, CodePlace place)
      : source_(std::move(source)), arguments_(std::move(arguments)), place_(place) {}

  bool is_empty() const noexcept { return source_.empty(); }
  const std::string& source() const noexcept { return source_; }
  const Value::List& arguments() const noexcept { return arguments_; }
  CodePlace place() const noexcept { return place_; }  // where it was written
  // An ES module whose default export is the function. Before the arguments it takes the session's own Bonito, by that
  // name: a document may show several sessions.
  std::string module() const;

 private:
  std::string source_;
  Value::List arguments_;
  CodePlace place_{};
};

template <class... Args>
requires(Encodable<Args>&&...) Js js(detail::JsTemplate<std::type_identity_t<Args>...> source, const Args&... args) {
  return {std::string(source.source()), Value::List{to_value(args)...}, source.place()};
}

// For source that is known only when the program runs. At most ten arguments.
template <class... Args>
requires(Encodable<Args>&&...) Js js_unchecked(std::string source, const Args&... args) {
  static_assert(sizeof...(Args) <= 10, "a script has at most ten arguments, $0 to $9");
  return {std::move(source), Value::List{to_value(args)...}, {}};
}

}  // namespace bonito
