#include "bonito/wire/number_text.hpp"

#include <charconv>
#include <cmath>
#include <string_view>

namespace bonito {
namespace {

void pad(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  out.append(digits.size() < width ? width - digits.size() : 0, '0').append(digits);
}

// As Date.prototype.toISOString writes it. The calendar is Howard Hinnant's days_to_civil: eras of 400 years
// that begin on the first of March, so that the leap day comes last.
std::string iso_text(Date date) {
  constexpr std::int64_t day = 86'400;
  constexpr std::int64_t most = 100'000'000 * day;  // JavaScript's dates end here
  if (date.seconds > most || date.seconds < -most || (date.seconds == most && date.nanoseconds >= 1'000'000)) {
    return "Invalid Date";
  }
  const std::int64_t second = (date.seconds % day + day) % day;
  const std::int64_t days = (date.seconds - second) / day + 719'468;  // since 0000-03-01
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t of_era = days - era * 146'097;
  const std::int64_t year_of_era = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t from_march = (5 * of_year + 2) / 153;
  const std::int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);

  std::string text;
  if (year >= 0 && year <= 9999) {
    pad(text, year, 4);
  } else {
    text += year < 0 ? '-' : '+';
    pad(text, std::abs(year), 6);
  }
  pad(text += '-', month, 2);
  pad(text += '-', of_year - (153 * from_march + 2) / 5 + 1, 2);
  pad(text += 'T', second / 3600, 2);
  pad(text += ':', second / 60 % 60, 2);
  pad(text += ':', second % 60, 2);
  pad(text += '.', date.nanoseconds / 1'000'000, 3);
  return text += 'Z';
}

std::string joined(std::size_t size, auto element) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) text += ',';
    text += js_text(element(i));
  }
  return text;
}

}  // namespace

// ECMAScript's Number::toString: the shortest digits that give the number back, and where the point goes.
std::string js_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (number == 0) return "0";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";

  char buffer[32];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, std::abs(number), std::chars_format::scientific);
  const std::string_view scientific(buffer, static_cast<std::size_t>(written.ptr - buffer));  // d.ddde+dd
  const std::size_t e = scientific.find('e');
  std::string digits(scientific.substr(0, 1));
  if (e > 1) digits += scientific.substr(2, e - 2);
  int exponent = 0;
  const bool below_one = scientific[e + 1] == '-';
  std::from_chars(scientific.data() + e + 2, scientific.data() + scientific.size(), exponent);
  if (below_one) exponent = -exponent;

  std::string text = number < 0 ? "-" : "";
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // how many digits stand before it
  if (count <= point && point <= 21) {
    return text + digits + std::string(static_cast<std::size_t>(point - count), '0');
  }
  if (0 < point && point <= 21) {
    return text + digits.insert(static_cast<std::size_t>(point), ".");
  }
  if (-6 < point && point <= 0) return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count > 1) digits.insert(1, ".");
  return text + digits + (below_one ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

double decimal_of(float number) {
  if (!std::isfinite(number)) return number;
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  double decimal = 0;
  std::from_chars(text, end, decimal);
  return decimal;
}

std::string js_text(const Value& value) {
  switch (value.type()) {
    case Value::Type::null: return "";
    case Value::Type::boolean: return *value.boolean() ? "true" : "false";
    case Value::Type::integer:
      if (const auto integer = value.integer()) return std::to_string(*integer);
      return std::to_string(*value.unsigned_integer());
    case Value::Type::real: return js_text(*value.number());
    case Value::Type::text: return *value.text();
    case Value::Type::date: return iso_text(*value.date());
    case Value::Type::bytes:
      return joined(value.bytes()->size(),
                    [&](std::size_t i) { return Value(std::to_integer<unsigned>((*value.bytes())[i])); });
    case Value::Type::array:
      return joined(value.array()->size(), [&](std::size_t i) { return element_at(*value.array(), i); });
    case Value::Type::list:
      return joined(value.list()->size(), [&](std::size_t i) -> const Value& { return (*value.list())[i]; });
    case Value::Type::map:
      for (const auto& [key, mapped] : *value.map()) {
        if (!key.text()) return "[object Map]";
      }
      break;
    case Value::Type::extension: break;
  }
  return "[object Object]";
}

}  // namespace bonito
