// The shapes that types come in, as far as to_value, from_value and to_node must tell them apart.
#pragma once
#include <array>
#include <chrono>
#include <concepts>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/wire/array.hpp"
#include "bonito/wire/date.hpp"
#include "bonito/wire/matrix.hpp"

namespace bonito {

class Value;

namespace detail {

template <class T>
concept Number = std::is_arithmetic_v<T> && !Character<T>;
template <class T>
concept StringLike = std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>;
// Its text; none for a null pointer, which is what std::getenv() gives for "not set".
template <StringLike T>
constexpr std::string_view text_of(const T& text) {
  if constexpr (std::is_pointer_v<T>) {
    return text ? std::string_view(text) : std::string_view();
  } else {
    return text;
  }
}
template <class T>
concept Iterable = requires(const T& range) {
  range.begin() != range.end();
};
template <class T>
using ElementOf = std::remove_cvref_t<decltype(*std::declval<const T&>().begin())>;
template <class T>
concept RangeOfOthers =
    Iterable<T> && !StringLike<T> && !std::same_as<ElementOf<T>, T>;  // a path is a range of paths, without end
template <class T>
concept Contiguous = RangeOfOthers<T> && requires(const T& range) {
  { range.data() } -> std::convertible_to<const ElementOf<T>*>;
  { range.size() } -> std::convertible_to<std::size_t>;
};
template <class T>
concept Numbers = Contiguous<T> && ArrayElement<ElementOf<T>> && !Shaped<T>;  // a view may leave some out
template <class T>
concept ByteRange = Contiguous<T> && std::same_as<ElementOf<T>, std::byte>;
template <class T>
concept Mapping = RangeOfOthers<T> && requires {
  typename T::key_type;
  typename T::mapped_type;
};
template <class T>
concept Growing = RangeOfOthers<T> && requires(T range, ElementOf<T> element) {
  range.push_back(std::move(element));
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;
template <class T>
inline constexpr bool is_time_point = false;
template <class Duration>
inline constexpr bool is_time_point<std::chrono::time_point<std::chrono::system_clock, Duration>> = true;
template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class First, class Second>
inline constexpr bool is_tuple<std::pair<First, Second>> = true;
template <class T>
inline constexpr bool is_fixed = false;  // a std::array
template <class T, std::size_t n>
inline constexpr bool is_fixed<std::array<T, n>> = true;

void to_value() = delete;  // hide any outer name, so that only argument-dependent look-up counts
void from_value() = delete;

template <class T>
concept AdlEncodable = requires(const T& thing) {
  { to_value(thing) } -> std::same_as<Value>;
};
template <class T>
concept AdlDecodable = requires(const Value& value) {
  { from_value(value, std::type_identity<T>{}) } -> std::same_as<Result<T>>;
};

}  // namespace detail
}  // namespace bonito
