// from_value, the way from values to C++ types: see convert.hpp.
#pragma once
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/wire/shapes.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {
namespace detail {

// What does not depend on the type; see from_value.cpp.
Error wrong_kind(std::string_view expected, const Value& value);  // "Expected a text, but got a list."
Error inside_element(std::size_t index, const Error& why);        // "Element 3: …"
Error inside_key(const Value& key, const Error& why);             // "The key 3: …"
Error inside_entry(const Value& key, const Error& why);           // "The entry \"name\": …"
Error wrong_size(std::size_t expected, std::size_t size);
Result<std::int64_t> integer_between(const Value& value, std::int64_t least, std::int64_t most);
Result<std::uint64_t> integer_up_to(const Value& value, std::uint64_t most);
Result<double> real_number(const Value& value, double most, int digits);
Result<std::string> utf8_text(const Value& value);
// The elements of a list or typed array; nothing if the value is neither.
std::optional<std::size_t> sequence_size(const Value& value) noexcept;
Value sequence_element(const Value& value, std::size_t index);

template <class T>
consteval bool is_decodable();

template <class... T>
consteval bool are_decodable(std::type_identity<std::tuple<T...>>) {
  return (is_decodable<T>() && ...);
}
template <class First, class Second>
consteval bool are_decodable(std::type_identity<std::pair<First, Second>>) {
  return is_decodable<std::remove_const_t<First>>() && is_decodable<Second>();
}

template <class T>
consteval bool is_decodable() {
  if constexpr (AdlDecodable<T> || std::same_as<T, Value> || std::same_as<T, Array> || std::same_as<T, Date> ||
                std::same_as<T, Bytes> || std::same_as<T, std::string> || Number<T> || is_duration<T> ||
                is_time_point<T>) {
    return true;
  } else if constexpr (std::is_enum_v<T>) {
    return !std::same_as<T, std::byte>;
  } else if constexpr (is_optional<T>) {
    return is_decodable<typename T::value_type>();
  } else if constexpr (is_tuple<T>) {
    return are_decodable(std::type_identity<T>{});
  } else if constexpr (Mapping<T>) {
    return is_decodable<typename T::key_type>() && is_decodable<typename T::mapped_type>();
  } else if constexpr (is_fixed<T> || Growing<T>) {
    return is_decodable<ElementOf<T>>();
  } else {
    return false;
  }
}

template <class T>
struct FromValue {
  Result<T> operator()(const Value& value) const;
};

}  // namespace detail

inline namespace customization {
template <class T>
requires(detail::is_decodable<T>()) inline constexpr detail::FromValue<T> from_value{};
}  // namespace customization

template <class T>
concept Decodable = detail::is_decodable<T>();

namespace detail {

// A number that is no bool, from one whose value it can hold.
template <Number T>
Result<T> number_from(const Value& value) {
  if constexpr (std::floating_point<T>) {
    const Result<double> real = real_number(value, static_cast<double>(std::numeric_limits<T>::max()),
                                            std::min(std::numeric_limits<T>::digits, 53));
    if (!real) return real.error();
    return static_cast<T>(*real);
  } else if constexpr (std::is_signed_v<T>) {
    const auto integer = integer_between(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    if (!integer) return integer.error();
    return static_cast<T>(*integer);
  } else {
    const auto integer = integer_up_to(value, std::numeric_limits<T>::max());
    if (!integer) return integer.error();
    return static_cast<T>(*integer);
  }
}

template <class T>
Result<T> duration_from(const Value& value) {
  const Result<double> milliseconds = real_number(value, std::numeric_limits<double>::max(), 53);
  if (!milliseconds) return milliseconds.error();
  const auto ticks =
      std::chrono::duration<double, typename T::period>(std::chrono::duration<double, std::milli>(*milliseconds))
          .count();
  if constexpr (std::floating_point<typename T::rep>) {
    return T(static_cast<typename T::rep>(ticks));
  } else {
    const Result<typename T::rep> whole = number_from<typename T::rep>(std::nearbyint(ticks));
    if (!whole) return whole.error();
    return T(*whole);
  }
}

template <class T>
Result<T> time_point_from(const Value& value) {
  if (!value.date()) return wrong_kind("a date", value);
  if (const auto moment = value.date()->time_point())
    return std::chrono::time_point_cast<typename T::duration>(*moment);
  return Error{Errc::bad_payload, "The date lies outside the years 1678 to 2262, which the system clock can tell."};
}

template <class T, std::size_t... i>
Result<T> tuple_from(const Value& value, std::index_sequence<i...>) {
  const auto size = sequence_size(value);
  if (!size) return wrong_kind("a list", value);
  if (*size != sizeof...(i)) return wrong_size(sizeof...(i), *size);
  [[maybe_unused]] auto parts =
      std::tuple(FromValue<std::remove_const_t<std::tuple_element_t<i, T>>>{}(sequence_element(value, i))...);
  std::optional<Error> error;
  [[maybe_unused]] const auto check = [&error](std::size_t index, const auto& part) {
    if (!part && !error) error = inside_element(index, part.error());
  };
  (check(i, std::get<i>(parts)), ...);
  if (error) return *error;
  return T(std::move(*std::get<i>(parts))...);
}

template <class T>
Result<T> sequence_from(const Value& value) {
  using Element = ElementOf<T>;
  const auto size = sequence_size(value);
  if (!size) return wrong_kind("a list", value);
  T result{};
  if constexpr (is_fixed<T>) {
    if (*size != result.size()) return wrong_size(result.size(), *size);
  }
  if constexpr (ArrayElement<Element> && std::same_as<T, std::vector<Element>>) {
    if (const Array* array = value.array(); array && array->element() == element_of<Element>()) {
      const auto numbers = array->as<Element>();
      return T(numbers.begin(), numbers.end());
    }
  }
  for (std::size_t i = 0; i < *size; ++i) {
    Result<Element> element = FromValue<Element>{}(sequence_element(value, i));
    if (!element) return inside_element(i, element.error());
    if constexpr (is_fixed<T>) {
      result[i] = std::move(*element);
    } else {
      result.push_back(std::move(*element));
    }
  }
  return result;
}

template <class T>
Result<T> map_from(const Value& value) {
  if (!value.map()) return wrong_kind("a map", value);
  T result;
  for (const auto& [key, mapped] : *value.map()) {
    auto name = FromValue<typename T::key_type>{}(key);
    if (!name) return inside_key(key, name.error());
    auto entry = FromValue<typename T::mapped_type>{}(mapped);
    if (!entry) return inside_entry(key, entry.error());
    result.insert_or_assign(std::move(*name), std::move(*entry));
  }
  return result;
}

template <class T>
Result<T> FromValue<T>::operator()(const Value& value) const {
  if constexpr (AdlDecodable<T>) {
    return from_value(value, std::type_identity<T>{});
  } else if constexpr (std::same_as<T, Value>) {
    return value;
  } else if constexpr (std::same_as<T, bool>) {
    if (const auto boolean = value.boolean()) return *boolean;
    return wrong_kind("a boolean", value);
  } else if constexpr (Number<T>) {
    return number_from<T>(value);
  } else if constexpr (std::same_as<T, std::string>) {
    return utf8_text(value);
  } else if constexpr (std::same_as<T, Bytes>) {
    if (value.bytes()) return *value.bytes();
    return wrong_kind("bytes", value);
  } else if constexpr (std::same_as<T, Array>) {
    if (value.array()) return *value.array();
    return wrong_kind("a typed array", value);
  } else if constexpr (std::same_as<T, Date>) {
    if (value.date()) return *value.date();
    return wrong_kind("a date", value);
  } else if constexpr (is_time_point<T>) {
    return time_point_from<T>(value);
  } else if constexpr (is_duration<T>) {
    return duration_from<T>(value);
  } else if constexpr (std::is_enum_v<T>) {
    const auto number = number_from<std::underlying_type_t<T>>(value);
    if (!number) return number.error();
    return static_cast<T>(*number);
  } else if constexpr (is_optional<T>) {
    if (value.is_null()) return T();
    auto content = FromValue<typename T::value_type>{}(value);
    if (!content) return content.error();
    return T(std::move(*content));
  } else if constexpr (is_tuple<T>) {
    return tuple_from<T>(value, std::make_index_sequence<std::tuple_size_v<T>>{});
  } else if constexpr (Mapping<T>) {
    return map_from<T>(value);
  } else {
    return sequence_from<T>(value);
  }
}

}  // namespace detail
}  // namespace bonito
