// Values as JSON that says each one's type, so that nothing is lost: what msgpack_probe speaks, and
// what protocol/golden.json is written in.
//
//   null  true  ["i","-5"]  ["f","3fe0000000000000"]  ["s","text"]  ["sx","61ff"]  ["b","00ff"]
//   ["a",[…]]  ["m",[[key,value],…]]  ["x",type,"hex"]
//
// Failure: from_typed answers with an Error for anything else; it never throws.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/base/error.hpp"
#include "bonito/wire/limits.hpp"
#include "bonito/wire/utf8.hpp"
#include "bonito/wire/value.hpp"

namespace bonito::testing {

using Json = nlohmann::json;

inline std::string to_hex(BytesView bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    hex += digits[std::to_integer<unsigned>(byte) >> 4];
    hex += digits[std::to_integer<unsigned>(byte) & 15];
  }
  return hex;
}

// Nothing unless it is pairs of hexadecimal digits, of either case.
inline std::optional<Bytes> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  Bytes bytes(hex.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned byte = 0;
    const char* const end = hex.data() + 2 * i + 2;
    if (std::from_chars(end - 2, end, byte, 16).ptr != end) return std::nullopt;
    bytes[i] = static_cast<std::byte>(byte);
  }
  return bytes;
}

// Dates and arrays must have been left as extensions (DecodeOptions::raw_extensions).
inline Json to_typed(const Value& value) {
  switch (value.type()) {
    case Value::Type::boolean: return *value.boolean();
    case Value::Type::integer:
      return {"i", value.integer() ? std::to_string(*value.integer()) : std::to_string(*value.unsigned_integer())};
    case Value::Type::real: {
      auto bytes = std::bit_cast<std::array<std::byte, 8>>(*value.number());
      std::reverse(bytes.begin(), bytes.end());
      return {"f", to_hex(bytes)};
    }
    case Value::Type::text:
      if (is_utf8(*value.text())) return {"s", *value.text()};
      return {"sx", to_hex(as_bytes(*value.text()))};
    case Value::Type::bytes: return {"b", to_hex(*value.bytes())};
    case Value::Type::extension: return {"x", value.extension()->type, to_hex(value.extension()->data)};
    case Value::Type::list: {
      Json elements = Json::array();
      for (const Value& element : *value.list()) elements.push_back(to_typed(element));
      return Json::array({"a", std::move(elements)});
    }
    case Value::Type::map: {
      Json entries = Json::array();
      for (const auto& [key, mapped] : *value.map()) entries.push_back(Json::array({to_typed(key), to_typed(mapped)}));
      return Json::array({"m", std::move(entries)});
    }
    case Value::Type::null:
    case Value::Type::array:
    case Value::Type::date: break;
  }
  return nullptr;
}

inline Error not_typed(std::string why) { return {Errc::bad_payload, "This is not a value in typed JSON: " + why}; }

inline Result<Value> integer_from_typed(const std::string& decimal) {
  const char* const end = decimal.data() + decimal.size();
  std::int64_t integer = 0;
  if (const auto [stop, error] = std::from_chars(decimal.data(), end, integer); error == std::errc() && stop == end) {
    return Value(integer);
  }
  std::uint64_t large = 0;
  if (const auto [stop, error] = std::from_chars(decimal.data(), end, large); error == std::errc() && stop == end) {
    return Value(large);
  }
  return not_typed("an integer is decimal digits, between -2^63 and 2^64 - 1.");
}

inline Result<Value> scalar_from_typed(const std::string& tag, const std::string& content) {
  if (tag == "i") return integer_from_typed(content);
  if (tag == "s") return Value(content);
  auto bytes = from_hex(content);
  if (!bytes) return not_typed("there must be an even number of hexadecimal digits.");
  if (tag == "b") return Value(std::move(*bytes));
  if (tag == "sx") return Value(as_text(*bytes));
  if (tag == "f" && bytes->size() == 8) {
    std::array<std::byte, 8> binary64{};
    std::reverse_copy(bytes->begin(), bytes->end(), binary64.begin());
    return Value(std::bit_cast<double>(binary64));
  }
  return not_typed(tag == "f" ? "a float is 16 hexadecimal digits." : "there is no such tag.");
}

// `other` may know forms beyond those above: it answers with a value, or nothing.
using OtherForms = std::optional<Value> (*)(const Json&);

inline Result<Value> from_typed(const Json& typed, OtherForms other = nullptr, std::size_t depth = 0) {
  if (typed.is_null()) return Value();
  if (typed.is_boolean()) return Value(typed.get<bool>());
  if (!typed.is_array() || typed.size() < 2 || !typed[0].is_string()) {
    return not_typed("each is null, true, false, or an array that begins with a tag.");
  }
  if (other) {
    if (auto value = other(typed)) return std::move(*value);
  }
  const auto& tag = typed[0].get_ref<const std::string&>();
  const Json& content = typed[1];
  if (typed.size() == 2 && content.is_string()) return scalar_from_typed(tag, content.get_ref<const std::string&>());
  if (tag == "x" && typed.size() == 3 && content.is_number_integer() && typed[2].is_string()) {
    auto data = from_hex(typed[2].get_ref<const std::string&>());
    const bool fits =
        content.is_number_unsigned() ? content.get<std::uint64_t>() <= 127 : content.get<std::int64_t>() >= -128;
    if (!data || !fits) return not_typed("an extension is a type of 8 bits, and hex.");
    return Value(Extension{content.get<std::int8_t>(), std::move(*data)});
  }
  if (typed.size() != 2 || !content.is_array() || (tag != "a" && tag != "m")) return not_typed("an unknown form.");
  if (depth == max_depth) return Error{Errc::too_large, "The value nests deeper than 64."};
  Value::List elements;
  Value::Map entries;
  for (const Json& item : content) {
    if (tag == "a") {
      auto element = from_typed(item, other, depth + 1);
      if (!element) return element.error();
      elements.push_back(std::move(*element));
      continue;
    }
    if (!item.is_array() || item.size() != 2) return not_typed("a map is an array of pairs.");
    auto key = from_typed(item[0], other, depth + 1);
    if (!key) return key.error();
    auto mapped = from_typed(item[1], other, depth + 1);
    if (!mapped) return mapped.error();
    entries.emplace_back(std::move(*key), std::move(*mapped));
  }
  return tag == "a" ? Value(std::move(elements)) : Value(std::move(entries));
}

}  // namespace bonito::testing
