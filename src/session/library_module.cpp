#include "session/library_module.hpp"

#include <algorithm>
#include <string>

#include "bonito/base/error.hpp"
#include "session/client_files.hpp"

namespace bonito::detail {

Asset library_module(std::string_view name) {
  const auto modules = client_modules();
  const auto found = std::ranges::find(modules, std::string(name) + ".js", &EmbeddedFile::name);
  if (found == modules.end()) {
    throw Failure({Errc::not_found, "The library was built without its module " + std::string(name) + "."});
  }
  return Asset::bytes({found->identity.begin(), found->identity.end()}, std::string(found->mime),
                      std::string(found->name));
}

}  // namespace bonito::detail
