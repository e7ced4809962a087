// What a form's field knows of its texts: how they become values, and what must hold of them. Support for form.hpp.
//
// A type of yours becomes a field's by two functions beside it (found by argument-dependent look-up):
//
//   std::string to_field_text(const Colour& colour);                                     // "#ff8800"
//   std::optional<Colour> from_field_text(std::string_view text, std::type_identity<Colour>);   // nothing: it is none
#pragma once
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "bonito/dom/attribute.hpp"
#include "bonito/session/form_constraints.hpp"
#include "bonito/wire/shapes.hpp"

namespace bonito::detail {

void to_field_text() = delete;  // hide any outer name, so that only argument-dependent look-up counts
void from_field_text() = delete;

template <class T>
concept HasFieldText = requires(const T& value, std::string_view text) {
  { to_field_text(value) } -> std::same_as<std::string>;
  { from_field_text(text, std::type_identity<T>{}) } -> std::same_as<std::optional<T>>;
};

using Day = std::chrono::year_month_day;

enum class FieldKind { text, number, date, tick, choice };

// What a text of the page has to be, and what is said of one that is not.
struct TextRule {
  std::function<bool(std::string_view text)> holds;
  std::string problem;
};

// What does not depend on the type of the value.
struct FieldRules {
  std::string label;
  FieldKind kind = FieldKind::text;
  bool is_optional = false;
  int lines = 0;
  std::vector<std::string> choices = {};     // what each is called
  std::vector<Attribute> attributes = {};    // which have the browser check the same
  std::vector<TextRule> rules = {};          // for texts that are not empty
  std::optional<std::string> required = {};  // its own sentence, or "" for the usual one
  std::string when_empty = {};               // what is said then; empty: it may be
  std::string when_unreadable = {};
  std::optional<double> least = {};
  std::optional<InStepsOf> steps = {};

  void add(Required what) { required = std::move(what.problem); }
  void add(MinLength least_units);
  void add(MaxLength most_units);
  void add(Pattern pattern);
  void add(Email email);
  void add(InStepsOf of);
  void add(Multiline area) { lines = area.lines; }
  void add(Unreadable unreadable) { when_unreadable = std::move(unreadable.problem); }
  void not_below(double bound, std::string text, std::string problem);
  void not_above(double bound, std::string text, std::string problem);
  void not_before(std::string day, std::string problem);
  void not_after(std::string day, std::string problem);
  void finish(bool is_whole_number);  // what nobody has said

 private:
  void finish_required();
  void finish_steps();
};

inline constexpr std::size_t longest_text = 65'536;  // UTF-16 code units, which more bytes may be

// The number that a field's text is, as browsers read it; nothing if it is none.
std::optional<double> number_of(std::string_view text);
std::size_t utf16_units(std::string_view text) noexcept;  // of UTF-8
bool is_email_address(std::string_view text) noexcept;    // as the HTML standard has it

std::string text_of_day(const Day& day);
std::optional<Day> day_of(std::string_view text);
std::string text_of_number(double number);
std::string text_of_number(float number);
std::optional<std::int64_t> whole_number_of(std::string_view text);
std::optional<std::uint64_t> whole_positive_number_of(std::string_view text);

template <class T>
concept FieldValue = HasFieldText<T> || std::same_as<T, std::string> || std::same_as<T, Day> ||
    (Number<T> && !std::same_as<T, long double>);

template <class T>
consteval FieldKind field_kind() {
  if constexpr (HasFieldText<T>) return FieldKind::text;
  if constexpr (std::same_as<T, bool>) return FieldKind::tick;
  if constexpr (Number<T>) return FieldKind::number;
  if constexpr (std::same_as<T, Day>) return FieldKind::date;
  return FieldKind::text;
}

template <FieldValue T>
std::string field_text(const T& value) {
  if constexpr (HasFieldText<T>) {
    return to_field_text(value);
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "on" : "";
  } else if constexpr (std::integral<T>) {
    return std::to_string(value);
  } else if constexpr (Number<T>) {
    return text_of_number(value);
  } else if constexpr (std::same_as<T, Day>) {
    return text_of_day(value);
  } else {
    return value;
  }
}

// Nothing if the text is no such value.
template <FieldValue T>
std::optional<T> field_value(std::string_view text) {
  if constexpr (HasFieldText<T>) {
    return from_field_text(text, std::type_identity<T>{});
  } else if constexpr (std::same_as<T, bool>) {
    return !text.empty();
  } else if constexpr (std::integral<T>) {
    const auto whole = [&] {
      if constexpr (std::is_signed_v<T>)
        return whole_number_of(text);
      else
        return whole_positive_number_of(text);
    }();
    if (!whole || !std::in_range<T>(*whole)) return std::nullopt;
    return static_cast<T>(*whole);
  } else if constexpr (Number<T>) {
    const auto number = number_of(text);
    if (!number || *number > static_cast<double>(std::numeric_limits<T>::max()) ||
        *number < static_cast<double>(std::numeric_limits<T>::lowest())) {
      return std::nullopt;
    }
    return static_cast<T>(*number);
  } else if constexpr (std::same_as<T, Day>) {
    return day_of(text);
  } else {
    return std::string(text);
  }
}

// The rules of a field whose values are T, or an optional of it.
template <class T>
struct RulesOf {
  FieldRules common;
  std::vector<T> choices = {};
  using Functions = std::vector<std::pair<std::function<bool(const T&)>, std::string>>;
  std::shared_ptr<Functions> functions = std::make_shared<Functions>();

  void forget_functions() { functions = std::make_shared<Functions>(); }

  template <class Constraint>
  void add(Constraint constraint) {
    constexpr bool is_for_text = std::same_as<Constraint, MinLength> || std::same_as<Constraint, MaxLength> ||
                                 std::same_as<Constraint, Pattern> || std::same_as<Constraint, Email> ||
                                 std::same_as<Constraint, Multiline>;
    static_assert(!is_for_text || field_kind<T>() == FieldKind::text,
                  "min_length, max_length, pattern, email and multiline are for fields of text");
    static_assert(!std::same_as<Constraint, InStepsOf> || field_kind<T>() == FieldKind::number,
                  "in_steps_of is for fields of numbers");
    common.add(std::move(constraint));
  }
  template <class B>
  void add(AtLeast<B> least) {
    bound(least.bound);
    if constexpr (std::same_as<T, Day>) {
      common.not_before(text_of_day(least.bound), std::move(least.problem));
    } else {
      common.not_below(static_cast<double>(least.bound), field_text(least.bound), std::move(least.problem));
    }
  }
  template <class B>
  void add(AtMost<B> most) {
    bound(most.bound);
    if constexpr (std::same_as<T, Day>) {
      common.not_after(text_of_day(most.bound), std::move(most.problem));
    } else {
      common.not_above(static_cast<double>(most.bound), field_text(most.bound), std::move(most.problem));
    }
  }
  template <class F>
  void add(Satisfies<F> satisfies) {
    static_assert(
        std::predicate<F&, const T&>,
        "satisfies() takes a function of the field's value (of an optional: of what it holds) that gives bool");
    functions->emplace_back(std::move(satisfies.holds), std::move(satisfies.problem));
  }
  template <class C>
  void add(Choices<C> given) {
    static_assert(std::same_as<C, T>, "choices are values of the field's type");
    common.kind = FieldKind::choice;
    for (auto& [value, name] : given.all) {
      choices.push_back(std::move(value));
      common.choices.push_back(std::move(name));
    }
  }

  // What the value is in the page: its text, or which of the choices it is.
  std::string text(const T& value) const {
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if constexpr (std::equality_comparable<T>) {
        if (choices[i] == value) return std::to_string(i);
      }
    }
    if constexpr (FieldValue<T>) {
      if (common.kind != FieldKind::choice) return field_text(value);
    }
    return "";
  }
  std::optional<T> value(std::string_view text) const {
    if (common.kind == FieldKind::choice) {
      const auto index = whole_positive_number_of(text);
      if (!index || *index >= choices.size()) return std::nullopt;
      return choices[*index];
    }
    if constexpr (FieldValue<T>) {
      return field_value<T>(text);
    } else {
      return std::nullopt;
    }
  }

 private:
  template <class B>
  void bound(const B&) {
    static_assert((Number<T> && !std::same_as<T, bool> && Number<B>) || (std::same_as<T, Day> && std::same_as<B, Day>),
                  "at_least and at_most are for fields of numbers, and of std::chrono::year_month_day");
    static_assert(!std::integral<T> || !std::floating_point<B>, "a field of whole numbers has whole bounds");
  }
};

}  // namespace bonito::detail
