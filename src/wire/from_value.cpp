#include "bonito/wire/from_value.hpp"

#include <algorithm>

#include "bonito/wire/number_text.hpp"
#include "bonito/wire/utf8.hpp"

namespace bonito::detail {
namespace {

// A real that is an integer, as one; anything else as it is.
Value whole(const Value& value) {
  if (value.type() != Value::Type::real) return value;
  const double real = *value.number();
  constexpr double two_to_63 = 9223372036854775808.0;
  if (real != std::trunc(real)) return value;
  if (real >= -two_to_63 && real < two_to_63) return static_cast<std::int64_t>(real);
  if (real >= 0 && real < 2 * two_to_63) return static_cast<std::uint64_t>(real);
  return value;
}

// On one line, and nothing to a terminal but characters.
bool is_line(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// A key, for a person; keys may come from anybody, be of any length, and end in a log.
std::string shown(const Value& key) {
  if (!key.text()) return key.number() ? js_text(key) : std::string(describe(key.type()));
  return key.text()->size() <= 80 && is_line(*key.text()) ? '"' + *key.text() + '"' : std::string("a text");
}

Error out_of_range(const Value& value, const std::string& least, const std::string& most) {
  if (!value.number()) return wrong_kind("a number", value);
  return {Errc::bad_payload, js_text(value) + " is not a whole number between " + least + " and " + most + "."};
}

}  // namespace

Error wrong_kind(std::string_view expected, const Value& value) {
  return {Errc::bad_payload,
          "Expected " + std::string(expected) + ", but got " + std::string(describe(value.type())) + "."};
}

Error inside_element(std::size_t index, const Error& why) {
  return {why.code, "Element " + std::to_string(index) + ": " + why.message};
}

Error inside_key(const Value& key, const Error& why) {
  return {why.code, "The key " + shown(key) + ": " + why.message};
}

Error inside_entry(const Value& key, const Error& why) {
  return {why.code, "The entry " + shown(key) + ": " + why.message};
}

Error wrong_size(std::size_t expected, std::size_t size) {
  return {Errc::bad_payload,
          "Expected a list of " + std::to_string(expected) + " elements, but got " + std::to_string(size) + "."};
}

Result<std::int64_t> integer_between(const Value& value, std::int64_t least, std::int64_t most) {
  const auto integer = whole(value).integer();
  if (integer && *integer >= least && *integer <= most) return *integer;
  return out_of_range(value, std::to_string(least), std::to_string(most));
}

Result<std::uint64_t> integer_up_to(const Value& value, std::uint64_t most) {
  const auto integer = whole(value).unsigned_integer();
  if (integer && *integer <= most) return *integer;
  return out_of_range(value, "0", std::to_string(most));
}

Result<double> real_number(const Value& value, double most, int digits) {
  const auto number = value.number();
  if (!number) return wrong_kind("a number", value);
  if (std::isfinite(*number) && std::abs(*number) > most) {
    return Error{Errc::bad_payload, js_text(value) + " is beyond " + js_text(most) + ", the largest number that fits."};
  }
  // An integer must be exactly what it becomes: one of few enough digits, once the zeros behind are gone.
  if (value.type() == Value::Type::integer) {
    const auto positive = value.unsigned_integer();
    std::uint64_t magnitude = positive ? *positive : 0 - static_cast<std::uint64_t>(*value.integer());
    while (magnitude != 0 && magnitude % 2 == 0) magnitude /= 2;
    if (magnitude >> digits != 0) {
      return Error{Errc::bad_payload, js_text(value) + " has more digits than a number of " + std::to_string(digits) +
                                          " bits can hold exactly: read it as an integer."};
    }
  }
  return *number;
}

Result<std::string> utf8_text(const Value& value) {
  if (!value.text()) return wrong_kind("a text", value);
  if (!is_utf8(*value.text())) return Error{Errc::bad_payload, "The text is not valid UTF-8."};
  return *value.text();
}

std::optional<std::size_t> sequence_size(const Value& value) noexcept {
  if (value.list()) return value.list()->size();
  if (value.array()) return value.array()->size();
  return std::nullopt;
}

Value sequence_element(const Value& value, std::size_t index) {
  return value.list() ? (*value.list())[index] : element_at(*value.array(), index);
}

}  // namespace bonito::detail
