#include "web/ranges.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view unit = "bytes=";
constexpr std::uint64_t endless = std::numeric_limits<std::uint64_t>::max();

// Digits alone; a number that is too large lies behind every end.
std::optional<std::uint64_t> position(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size()) return std::nullopt;
  return error == std::errc{} ? value : endless;
}

// "0-9", "10-", or "-5" for the last five. Of size 0: the content ends before. Nothing: it is malformed.
std::optional<ContentRange> read_range(std::string_view text, std::uint64_t size) {
  const auto dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  const auto from = text.substr(0, dash);
  const auto to = text.substr(dash + 1);
  if (from.empty()) {
    const auto suffix = position(to);
    if (!suffix) return std::nullopt;
    const auto length = std::min(*suffix, size);
    return ContentRange{size - length, length};
  }
  const auto first = position(from);
  const auto last = to.empty() ? endless : position(to);
  if (!first || !last || *last < *first) return std::nullopt;
  if (*first >= size) return ContentRange{};
  return ContentRange{*first, std::min(*last, size - 1) - *first + 1};
}

}  // namespace

std::optional<std::vector<ContentRange>> requested_ranges(std::string_view header, std::uint64_t size) {
  if (size == 0 || !equal_without_case(header.substr(0, unit.size()), unit)) return std::nullopt;
  std::vector<ContentRange> ranges;
  std::size_t count = 0;
  std::uint64_t left = size;
  for (std::size_t at = unit.size(); at <= header.size();) {
    const auto comma = std::min(header.find(',', at), header.size());
    const auto text = trim(header.substr(at, comma - at));
    at = comma + 1;
    if (text.empty()) continue;  // RFC 9110, 5.6.1.2
    const auto range = read_range(text, size);
    if (!range || ++count > most_ranges || range->size > left) return std::nullopt;
    left -= range->size;
    if (range->size > 0) ranges.push_back(*range);
  }
  if (count == 0) return std::nullopt;
  return ranges;
}

}  // namespace bonito::detail
