#include "session/browser_log.hpp"

#include <algorithm>
#include <string_view>

#include "session/characters.hpp"
#include "session/client_files.hpp"
#include "session/library_module.hpp"
#include "session/page_files.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t most_places = 10;
constexpr std::size_t longest_place = 300;  // bytes

// As they are in the URLs of the library's scripts.
const std::vector<std::string>& own_keys() {
  static const auto keys = [] {
    std::vector<std::string> all{client_script().key()};
    for (const EmbeddedFile& file : client_modules()) {
      all.push_back(library_module(file.name.substr(0, file.name.rfind('.'))).key());
    }
    return all;
  }();
  return keys;
}

// Those of the browser's own functions say nothing.
bool is_anonymous(std::string_view place) { return place.ends_with("(<anonymous>)"); }

bool is_own(std::string_view place) {
  return std::ranges::any_of(own_keys(), [=](const std::string& key) { return place.find(key) != place.npos; });
}

std::string shortened(std::string_view text) {
  std::string_view rest = text;
  while (!rest.empty() && text.size() - rest.size() < longest_place) take_character(rest);
  return std::string(text.substr(0, text.size() - rest.size())) + (rest.empty() ? "" : "…");
}

}  // namespace

std::vector<std::string> places_of(const BrowserError& error) {
  std::vector<std::string> places;
  std::string_view rest = error.stack;
  while (!rest.empty() && places.size() < most_places) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    // Some browsers begin with the message.
    if (line.empty() || is_anonymous(line) || error.message.find(line) != std::string::npos) continue;
    if (error.origin == BrowserError::Origin::library || !is_own(line)) places.push_back(shortened(line));
  }
  return places;
}

}  // namespace bonito::detail
