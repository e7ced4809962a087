#include "web/content_coding.hpp"

#include <algorithm>
#include <optional>

#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

constexpr int whole = 1000;

// A qvalue (RFC 9110, 12.4.2): 0 to 1, with at most three digits behind the point.
std::optional<int> thousandths(std::string_view text) {
  constexpr std::string_view zeros = "0.000";
  if (text.empty() || text.size() > zeros.size()) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < zeros.size(); ++i) {
    if (zeros[i] == '.') continue;
    const char digit = i < text.size() ? text[i] : zeros[i];
    if (digit < '0' || digit > '9') return std::nullopt;
    value = 10 * value + (digit - '0');
  }
  if (value > whole) return std::nullopt;
  return value;
}

// What stands behind a coding's name: nothing, or its weight.
std::optional<int> read_weight(std::string_view parameters) {
  if (parameters.empty()) return whole;
  const auto weight = trim(parameters.substr(1));
  if (!equal_without_case(weight.substr(0, 2), "q=")) return std::nullopt;
  return thousandths(weight.substr(2));
}

bool is_same_coding(std::string_view named, std::string_view coding) {
  if (equal_without_case(named, "x-gzip")) named = "gzip";  // RFC 9110, 8.4.1.3
  return equal_without_case(named, coding);
}

}  // namespace

int coding_weight(const Headers& headers, std::string_view coding) {
  const bool is_identity = coding == identity_coding;
  if (!has_header(headers, "Accept-Encoding")) return is_identity ? whole : 0;
  int weight = is_identity ? 1 : 0;
  for (const auto item : header_items(headers, "Accept-Encoding")) {
    const auto semicolon = std::min(item.find(';'), item.size());
    const auto named = trim(item.substr(0, semicolon));
    const auto read = read_weight(item.substr(semicolon));
    if (!read) continue;
    if (is_same_coding(named, coding)) return *read;
    if (named == "*") weight = *read;
  }
  return weight;
}

}  // namespace bonito::detail
