#include "web/own_names.hpp"

#include <limits.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace bonito::detail {

std::vector<std::string> own_names() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  std::ifstream resolver("/etc/resolv.conf");
  return own_names(name.data(), resolver);
}

std::vector<std::string> own_names(std::string_view name, std::istream& resolver) {
  if (name.empty()) return {};
  const std::string alone(name.substr(0, name.find('.')));
  std::vector<std::string> names{std::string(name), alone};
  for (std::string line; std::getline(resolver, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    if (word != "search" && word != "domain") continue;
    while (words >> word) names.push_back(alone + '.' + word);
  }
  return names;
}

}  // namespace bonito::detail
