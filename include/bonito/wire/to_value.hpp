// to_value, the way from C++ types to values: see convert.hpp.
#pragma once
#include <chrono>
#include <cstddef>
#include <span>
#include <type_traits>

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/shapes.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {
namespace detail {

template <class T>
inline constexpr bool is_wire_type =
    std::same_as<T, Value> || std::same_as<T, std::nullptr_t> || std::same_as<T, Array> || std::same_as<T, Date> ||
    std::same_as<T, Bytes> || std::same_as<T, Extension> || std::same_as<T, Value::List> || std::same_as<T, Value::Map>;

template <class T>
consteval bool is_encodable();

template <class... T>
consteval bool are_encodable(std::type_identity<std::tuple<T...>>) {
  return (is_encodable<T>() && ...);
}
template <class First, class Second>
consteval bool are_encodable(std::type_identity<std::pair<First, Second>>) {
  return is_encodable<First>() && is_encodable<Second>();
}

template <class T>
consteval bool is_encodable() {
  if constexpr (AdlEncodable<T> || is_wire_type<T> || Number<T> || StringLike<T> || ByteRange<T> || Shaped<T> ||
                is_duration<T> || is_time_point<T>) {
    return true;
  } else if constexpr (std::is_enum_v<T>) {
    return !std::same_as<T, std::byte>;
  } else if constexpr (is_optional<T>) {
    return is_encodable<typename T::value_type>();
  } else if constexpr (is_tuple<T>) {
    return are_encodable(std::type_identity<T>{});
  } else if constexpr (Mapping<T>) {
    return is_encodable<typename T::key_type>() && is_encodable<typename T::mapped_type>();
  } else if constexpr (RangeOfOthers<T>) {
    return is_encodable<ElementOf<T>>();
  } else {
    return false;
  }
}

struct ToValue {
  template <class T>
  requires(is_encodable<T>()) Value operator()(const T& thing) const;
  template <ArrayElement T>
  Value operator()(std::vector<T>&& numbers) const {  // taken over, not copied
    return Array(std::move(numbers));
  }
};

}  // namespace detail

inline namespace customization {
inline constexpr detail::ToValue to_value{};
}

template <class T>
concept Encodable = detail::is_encodable<std::remove_cvref_t<T>>();

// The same value, written without being built first where that is easy: numbers, text, blocks of numbers.
template <Encodable T>
void encode(Encoder& encoder, const T& thing) {
  if constexpr (detail::AdlEncodable<T>) {
    encoder.value(to_value(thing));
  } else if constexpr (std::same_as<T, Value>) {
    encoder.value(thing);
  } else if constexpr (std::same_as<T, bool>) {
    encoder.boolean(thing);
  } else if constexpr (std::same_as<T, float>) {
    encoder.real32(thing);
  } else if constexpr (std::floating_point<T>) {
    encoder.real(static_cast<double>(thing));
  } else if constexpr (detail::Number<T> && std::is_signed_v<T>) {
    encoder.integer(thing);
  } else if constexpr (detail::Number<T>) {
    encoder.unsigned_integer(thing);
  } else if constexpr (detail::StringLike<T>) {
    encoder.text(detail::text_of(thing));
  } else if constexpr (detail::Numbers<T>) {
    encoder.array(std::span<const detail::ElementOf<T>>(thing.data(), thing.size()));
  } else if constexpr (detail::ByteRange<T>) {
    encoder.bytes(BytesView(thing.data(), thing.size()));
  } else {
    encoder.value(to_value(thing));
  }
}

namespace detail {

template <class T>
requires(is_encodable<T>()) Value ToValue::operator()(const T& thing) const {
  if constexpr (AdlEncodable<T>) {
    return to_value(thing);
  } else if constexpr (is_wire_type<T> || Number<T>) {
    return thing;
  } else if constexpr (StringLike<T>) {
    return text_of(thing);
  } else if constexpr (std::is_enum_v<T>) {
    return +static_cast<std::underlying_type_t<T>>(thing);  // +: also one based on char is a number
  } else if constexpr (is_optional<T>) {
    return thing ? (*this)(*thing) : Value();
  } else if constexpr (is_duration<T>) {
    return std::chrono::duration<double, std::milli>(thing).count();
  } else if constexpr (is_time_point<T>) {
    return Date(thing);
  } else if constexpr (ByteRange<T>) {
    return Bytes(thing.begin(), thing.end());
  } else if constexpr (Shaped<T>) {
    return array_of(thing);
  } else if constexpr (Numbers<T>) {
    return Array(std::vector<ElementOf<T>>(thing.begin(), thing.end()));
  } else if constexpr (is_tuple<T>) {
    return std::apply([this](const auto&... parts) { return Value::List{(*this)(parts)...}; }, thing);
  } else if constexpr (Mapping<T>) {
    Value::Map entries;
    for (const auto& [key, mapped] : thing) entries.emplace_back((*this)(key), (*this)(mapped));
    return entries;
  } else {
    Value::List elements;
    for (const auto& element : thing) elements.push_back((*this)(element));
    return elements;
  }
}

}  // namespace detail
}  // namespace bonito
