#include "bonito/web/mime.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <string>

namespace bonito {
namespace {

struct Type {
  std::string_view ending;
  std::string_view name;
};

constexpr Type types[] = {
#include "web/mime_types.inc"
};

constexpr bool before(const Type& a, const Type& b) { return a.ending < b.ending; }
static_assert(std::is_sorted(std::begin(types), std::end(types), before));

constexpr std::size_t longest_ending() {
  std::size_t longest = 0;
  for (const Type& type : types) longest = std::max(longest, type.ending.size());
  return longest;
}

}  // namespace

std::string_view mime_type(std::string_view path) noexcept {
  constexpr std::string_view unknown = "application/octet-stream";
  constexpr std::size_t longest = longest_ending();
  const auto name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  if (dot == name.npos || name.size() - dot - 1 > longest) return unknown;
  std::array<char, longest> storage{};
  const auto end =
      std::transform(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(), storage.begin(),
                     [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  const std::string_view ending(storage.data(), static_cast<std::size_t>(end - storage.begin()));
  const auto found = std::lower_bound(std::begin(types), std::end(types), Type{ending, {}}, before);
  return found != std::end(types) && found->ending == ending ? found->name : unknown;
}

}  // namespace bonito
