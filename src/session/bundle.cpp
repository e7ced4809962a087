#include "bonito/session/bundle.hpp"

#include <utility>

#include "bonito/web/mime.hpp"
#include "session/asset_content.hpp"

namespace bonito::detail {

Asset bundled_module(const Bundle& bundle) {
  Parts files;
  for (const auto& [name, mark, content] : bundle.files) {
    files.emplace(mark, Asset::text(content, std::string(mime_type(name)), std::string(name)));
  }
  const std::string name(bundle.name);
  auto script = with_parts(bundle.script, "text/javascript; charset=utf-8", name + ".js", files);
  if (!bundle.style.empty()) {
    script->sheets.emplace_back(with_parts(bundle.style, "text/css; charset=utf-8", name + ".css", files));
  }
  return Asset(std::shared_ptr<const Asset::Content>(std::move(script)));
}

}  // namespace bonito::detail
