#include "bonito/session/form_rules.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>

#include "bonito/wire/number_text.hpp"
#include "session/text_pattern.hpp"

namespace bonito::detail {
namespace {

using namespace literals;

std::string said(std::string own, std::string otherwise) { return own.empty() ? std::move(otherwise) : std::move(own); }

std::string characters(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " character." : " characters.");
}

// Of a text that is no number nothing is said here: it is unreadable.
std::function<bool(std::string_view)> of_number(std::function<bool(double)> holds) {
  return [holds = std::move(holds)](std::string_view text) {
    const auto number = number_of(text);
    return !number || holds(*number);
  };
}

template <class T>
std::optional<T> whole_of(std::string_view text) {
  T whole{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (problem == std::errc{} && end == text.data() + text.size()) return whole;
  // "1e3" and "7.0", too, are whole numbers.
  const auto number = number_of(text);
  constexpr double most = 9007199254740992;  // up to there a double tells them apart
  if (!number || std::abs(*number) > most || *number != std::trunc(*number)) return std::nullopt;
  if (std::is_unsigned_v<T> && *number < 0) return std::nullopt;
  return static_cast<T>(*number);
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

}  // namespace

void FieldRules::finish_required() {
  const char* sentence = kind == FieldKind::tick     ? "Please tick this."
                         : kind == FieldKind::choice ? "Please choose one."
                                                     : "Please fill this in.";
  when_empty = said(std::move(*required), sentence);
  attributes.push_back("required"_a = true);
  attributes.push_back("data-value-missing"_a = when_empty);
}

void FieldRules::add(MinLength least_units) {
  const std::size_t units = least_units.units;
  rules.push_back({[units](std::string_view text) { return utf16_units(text) >= units; },
                   said(std::move(least_units.problem), "Please write at least " + characters(units))});
  attributes.push_back("minlength"_a = units);
  attributes.push_back("data-too-short"_a = rules.back().problem);
}

void FieldRules::add(MaxLength most_units) {
  const std::size_t units = most_units.units;
  if (units > longest_text) {
    throw Failure({Errc::usage, "max_length() is at most " + std::to_string(longest_text) + "."});
  }
  // The first to be asked, so that nothing else has to read what is too long.
  rules.insert(rules.begin(), {[units](std::string_view text) { return utf16_units(text) <= units; },
                               said(std::move(most_units.problem), "Please write at most " + characters(units))});
  attributes.push_back("maxlength"_a = units);
  attributes.push_back("data-too-long"_a = rules.front().problem);
}

void FieldRules::add(Pattern pattern) {
  const auto compiled = std::make_shared<const TextPattern>(pattern.pattern);
  rules.push_back({[compiled](std::string_view text) { return compiled->matches(text); }, std::move(pattern.problem)});
  attributes.push_back("pattern"_a = pattern.pattern);
  attributes.push_back("data-pattern-mismatch"_a = rules.back().problem);
}

void FieldRules::add(Email email) {
  rules.push_back({is_email_address, said(std::move(email.problem), "Please write an e-mail address.")});
  attributes.push_back("type"_a = "email");
  attributes.push_back("data-type-mismatch"_a = rules.back().problem);
}

void FieldRules::add(InStepsOf of) {
  if (!(of.step > 0)) throw Failure({Errc::usage, "in_steps_of() takes a number above 0."});
  steps = std::move(of);
}

// The bound is the number that stands in the page: of a float 0.1, and not what that is as a double.
void FieldRules::not_below(double bound, std::string text, std::string problem) {
  bound = number_of(text).value_or(bound);
  least = bound;
  rules.push_back({of_number([=](double number) { return number >= bound; }),
                   said(std::move(problem), "Please enter " + text + " or more.")});
  attributes.push_back("min"_a = text);
  attributes.push_back("data-range-underflow"_a = rules.back().problem);
}

void FieldRules::not_above(double bound, std::string text, std::string problem) {
  bound = number_of(text).value_or(bound);
  rules.push_back({of_number([=](double number) { return number <= bound; }),
                   said(std::move(problem), "Please enter " + text + " or less.")});
  attributes.push_back("max"_a = text);
  attributes.push_back("data-range-overflow"_a = rules.back().problem);
}

// Days are written so that the earlier text is the earlier day.
void FieldRules::not_before(std::string day, std::string problem) {
  rules.push_back({[day](std::string_view text) { return !day_of(text) || text >= day; },
                   said(std::move(problem), "Please choose " + day + " or a later day.")});
  attributes.push_back("min"_a = day);
  attributes.push_back("data-range-underflow"_a = rules.back().problem);
}

void FieldRules::not_after(std::string day, std::string problem) {
  rules.push_back({[day](std::string_view text) { return !day_of(text) || text <= day; },
                   said(std::move(problem), "Please choose " + day + " or an earlier day.")});
  attributes.push_back("max"_a = day);
  attributes.push_back("data-range-overflow"_a = rules.back().problem);
}

void FieldRules::finish(bool is_whole_number) {
  const bool may_be_empty = kind == FieldKind::text || kind == FieldKind::tick || is_optional;
  if (kind == FieldKind::choice && (!rules.empty() || steps)) {
    throw Failure({Errc::usage, "The field \"" + label +
                                    "\" has choices, which have no bounds, lengths or patterns: required() and "
                                    "satisfies() are for these."});
  }
  if (!may_be_empty && !required) required = "";
  if (required) finish_required();
  if (when_unreadable.empty()) {
    when_unreadable = kind == FieldKind::number
                          ? is_whole_number ? "Please enter a whole number." : "Please enter a number."
                      : kind == FieldKind::date   ? "Please enter a day."
                      : kind == FieldKind::choice ? "Please choose one."
                                                  : "Please write this in another way.";
  }
  if (kind == FieldKind::number || kind == FieldKind::date) {
    // The first to be asked: browsers find what they cannot read missing, too.
    attributes.insert(attributes.begin(), "data-bad-input"_a = when_unreadable);
  }
  if (kind != FieldKind::number) return;
  if (steps) {
    finish_steps();
  } else if (is_whole_number) {
    attributes.push_back("data-step-mismatch"_a = when_unreadable);
  } else {
    attributes.push_back("step"_a = "any");
  }
}

void FieldRules::finish_steps() {
  const double step = steps->step, from = least.value_or(0);
  rules.push_back({of_number([=](double number) {
                     const double count = (number - from) / step;
                     // As exact as a double of this size can be.
                     const double slack = std::max(1e-6, 4 * std::numeric_limits<double>::epsilon() * std::abs(count));
                     return std::abs(count - std::round(count)) <= slack;
                   }),
                   said(steps->problem, "Please enter a multiple of " + js_text(step) + ".")});
  attributes.push_back("step"_a = step);
  // Without a least number browsers would count from the one that the field begins with.
  if (least) attributes.push_back("data-step-mismatch"_a = rules.back().problem);
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<std::int64_t> whole_number_of(std::string_view text) { return whole_of<std::int64_t>(text); }
std::optional<std::uint64_t> whole_positive_number_of(std::string_view text) { return whole_of<std::uint64_t>(text); }
std::string text_of_number(double number) { return js_text(number); }

std::string text_of_number(float number) {
  char text[32];
  const auto [end, problem] = std::to_chars(text, text + sizeof text, number);
  return problem == std::errc{} ? std::string(text, end) : js_text(static_cast<double>(number));
}

std::size_t utf16_units(std::string_view text) noexcept {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte >= 0xC0) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

bool is_email_address(std::string_view text) noexcept {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const auto is_of_name = [](char c) {
    return is_letter_or_digit(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
  };
  if (!std::ranges::all_of(text.substr(0, at), is_of_name)) return false;
  const auto is_label = [](std::string_view label) {
    const auto is_of_label = [](char c) { return is_letter_or_digit(c) || c == '-'; };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, is_of_label);
  };
  for (std::string_view rest = text.substr(at + 1);;) {
    const auto dot = rest.find('.');
    if (!is_label(rest.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    rest.remove_prefix(dot + 1);
  }
}

std::string text_of_day(const Day& day) {
  if (!day.ok() || day.year() < std::chrono::year(1)) return "";
  const auto padded = [](unsigned number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
  };
  return padded(static_cast<unsigned>(static_cast<int>(day.year())), 4) + "-" +
         padded(static_cast<unsigned>(day.month()), 2) + "-" + padded(static_cast<unsigned>(day.day()), 2);
}

std::optional<Day> day_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t size) -> unsigned {
    unsigned number = 0;
    for (const char c : text.substr(from, size)) {
      if (c < '0' || c > '9') return 0;
      number = 10 * number + static_cast<unsigned>(c - '0');
    }
    return number;
  };
  const Day day(std::chrono::year(static_cast<int>(part(0, 4))), std::chrono::month(part(5, 2)),
                std::chrono::day(part(8, 2)));
  if (!day.ok() || day.year() < std::chrono::year(1)) return std::nullopt;
  return day;
}

}  // namespace bonito::detail
