#include "bonito/wire/value.hpp"

namespace bonito {
namespace {

constinit const Value null_value;

}  // namespace

Value::Type Value::type() const noexcept {
  static constexpr Type types[] = {Type::null,  Type::boolean, Type::integer, Type::integer,
                                   Type::real,  Type::date,    Type::text,    Type::bytes,
                                   Type::array, Type::list,    Type::map,     Type::extension};
  static_assert(std::size(types) == std::variant_size_v<Content>);
  return types[content_.index()];
}

std::optional<bool> Value::boolean() const noexcept {
  const auto* boolean = std::get_if<bool>(&content_);
  return boolean ? std::optional(*boolean) : std::nullopt;
}

std::optional<std::int64_t> Value::integer() const noexcept {
  const auto* integer = std::get_if<std::int64_t>(&content_);
  return integer ? std::optional(*integer) : std::nullopt;
}

std::optional<std::uint64_t> Value::unsigned_integer() const noexcept {
  if (const auto* large = std::get_if<std::uint64_t>(&content_)) return *large;
  const auto* integer = std::get_if<std::int64_t>(&content_);
  return integer && *integer >= 0 ? std::optional(static_cast<std::uint64_t>(*integer)) : std::nullopt;
}

std::optional<double> Value::number() const noexcept {
  if (const auto* real = std::get_if<double>(&content_)) return *real;
  if (const auto* integer = std::get_if<std::int64_t>(&content_)) return static_cast<double>(*integer);
  if (const auto* large = std::get_if<std::uint64_t>(&content_)) return static_cast<double>(*large);
  return std::nullopt;
}

const Value& Value::operator[](std::string_view key) const noexcept {
  if (const Map* entries = map()) {
    for (const auto& [name, value] : *entries) {
      if (const std::string* text = name.text(); text && *text == key) return value;
    }
  }
  return null_value;
}

const Value& Value::operator[](std::size_t index) const noexcept {
  const List* elements = list();
  return elements && index < elements->size() ? (*elements)[index] : null_value;
}

bool operator==(const Value& left, const Value& right) noexcept {
  if (left.content_.index() != right.content_.index()) return false;
  return std::visit(
      [&right]<class T>(const T& mine) {
        const T& other = *std::get_if<T>(&right.content_);
        if constexpr (requires { *mine; }) {
          return mine == other || *mine == *other;
        } else {
          return mine == other;
        }
      },
      left.content_);
}

std::string_view describe(Value::Type type) noexcept {
  switch (type) {
    case Value::Type::null: return "null";
    case Value::Type::boolean: return "a boolean";
    case Value::Type::integer: return "an integer";
    case Value::Type::real: return "a real number";
    case Value::Type::text: return "a text";
    case Value::Type::bytes: return "bytes";
    case Value::Type::array: return "a typed array";
    case Value::Type::date: return "a date";
    case Value::Type::list: return "a list";
    case Value::Type::map: return "a map";
    case Value::Type::extension: return "an extension";
  }
  return "unknown";
}

Value element_at(const Array& array, std::size_t index) noexcept {
  switch (array.element()) {
    case Element::int8: return array.as<std::int8_t>()[index];
    case Element::uint8: return array.as<std::uint8_t>()[index];
    case Element::int16: return array.as<std::int16_t>()[index];
    case Element::uint16: return array.as<std::uint16_t>()[index];
    case Element::int32: return array.as<std::int32_t>()[index];
    case Element::uint32: return array.as<std::uint32_t>()[index];
    case Element::int64: return array.as<std::int64_t>()[index];
    case Element::uint64: return array.as<std::uint64_t>()[index];
    case Element::float32: return array.as<float>()[index];
    case Element::float64: return array.as<double>()[index];
  }
  return nullptr;
}

}  // namespace bonito
