// Value: anything that may travel between the page and the program.
//
//   Value point = Value::Map{{"x", 3}, {"label", "here"}};
//   point["x"].integer();      // 3, as an optional
//   point["label"].text();     // a pointer to "here"; null if it were no text
//   point["absent"].is_null(); // true
//
// A Value is 24 bytes and never changes: its text, bytes and lists are shared by its copies, and any
// thread may read them. To make one from your own type, or a type from it, see convert.hpp. Nothing
// here fails: an accessor of another kind than the value's answers with nothing.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/wire/array.hpp"
#include "bonito/wire/date.hpp"

namespace bonito {

// The extension types that are ours: dates are MessagePack's own timestamps, arrays this protocol's.
inline constexpr std::int8_t date_extension = -1;
inline constexpr std::int8_t array_extension = 1;

// A MessagePack extension that is neither a date nor an array.
struct Extension {
  std::int8_t type = 0;
  Bytes data;
  friend bool operator==(const Extension&, const Extension&) = default;
};

class Value {
 public:
  // A list whose only element is a list: List{Value(List{…})}. Without the Value some compilers copy instead.
  using List = std::vector<Value>;
  using Map = std::vector<std::pair<Value, Value>>;  // in the order they were sent; a key may be anything

  enum class Type : std::uint8_t { null, boolean, integer, real, text, bytes, array, date, list, map, extension };

  Value() noexcept = default;  // null
  Value(std::nullptr_t) noexcept {}
  template <std::same_as<bool> T>
  Value(T boolean) noexcept : content_(boolean) {}
  template <std::signed_integral T>
  requires(!detail::Character<T>) Value(T integer)
  noexcept : content_(static_cast<std::int64_t>(integer)) {}
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool> && !detail::Character<T>) Value(T integer)
  noexcept : content_(narrow(static_cast<std::uint64_t>(integer))) {}
  template <std::floating_point T>
  Value(T real) noexcept : content_(static_cast<double>(real)) {}
  Value(std::string text) : content_(std::make_shared<const std::string>(std::move(text))) {}
  Value(std::string_view text) : Value(std::string(text)) {}
  Value(const char* text) : Value(std::string(text)) {}
  Value(Bytes bytes) : content_(std::make_shared<const Bytes>(std::move(bytes))) {}
  Value(Array array) : content_(std::make_shared<const Array>(std::move(array))) {}
  Value(Date date) noexcept : content_(date) {}
  Value(List list) : content_(std::make_shared<const List>(std::move(list))) {}
  Value(Map map) : content_(std::make_shared<const Map>(std::move(map))) {}
  Value(Extension extension) : content_(std::make_shared<const Extension>(std::move(extension))) {}

  Type type() const noexcept;
  bool is_null() const noexcept { return content_.index() == 0; }

  std::optional<bool> boolean() const noexcept;
  std::optional<std::int64_t> integer() const noexcept;            // an integer that fits
  std::optional<std::uint64_t> unsigned_integer() const noexcept;  // an integer that is not negative
  std::optional<double> number() const noexcept;                   // an integer or a real; may round beyond 2^53
  const std::string* text() const noexcept { return shared<std::string>(); }  // as sent: maybe not UTF-8
  const Bytes* bytes() const noexcept { return shared<Bytes>(); }
  const Array* array() const noexcept { return shared<Array>(); }
  const Date* date() const noexcept { return std::get_if<Date>(&content_); }
  const List* list() const noexcept { return shared<List>(); }
  const Map* map() const noexcept { return shared<Map>(); }
  const Extension* extension() const noexcept { return shared<Extension>(); }

  // The map's value of that key, the list's element; null if there is none.
  const Value& operator[](std::string_view key) const noexcept;
  const Value& operator[](std::size_t index) const noexcept;

  // The same kind and content. Integers are one kind, reals another: 1 is not 1.0. NaN equals nothing.
  friend bool operator==(const Value& left, const Value& right) noexcept;

 private:
  template <class T>
  using Shared = std::shared_ptr<const T>;
  // An integer is an uint64 only where int64 ends, so that equal integers are equal contents.
  using Content = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, Date, Shared<std::string>,
                               Shared<Bytes>, Shared<Array>, Shared<List>, Shared<Map>, Shared<Extension>>;

  static Content narrow(std::uint64_t integer) noexcept {
    if (integer >> 63) return integer;
    return static_cast<std::int64_t>(integer);
  }
  template <class T>
  const T* shared() const noexcept {
    const auto* pointer = std::get_if<Shared<T>>(&content_);
    return pointer ? pointer->get() : nullptr;
  }

  Content content_;
};

// What a person calls it: "null", "an integer", "a text" …
std::string_view describe(Value::Type type) noexcept;

// One element, as an integer or a real. Precondition: index < array.size().
Value element_at(const Array& array, std::size_t index) noexcept;

}  // namespace bonito
