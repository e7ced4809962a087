#include "bonito/session/bundle.hpp"

#include <utility>

#include "bonito/web/mime.hpp"
#include "session/asset_content.hpp"

namespace bonito::detail {
namespace {

std::shared_ptr<Asset::Content> module_of(const Bundle& bundle, std::string_view script, std::string_view style) {
  NamedParts files;
  for (const auto& [name, mark, content] : bundle.files) {
    files.emplace(mark, Asset::text(content, std::string(mime_type(name)), std::string(name)));
  }
  const std::string name(bundle.name);
  auto module = with_parts(script, "text/javascript; charset=utf-8", name + ".js", files);
  if (!style.empty()) {
    module->sheets.emplace_back(with_parts(style, "text/css; charset=utf-8", name + ".css", files));
  }
  return module;
}

// What a later build has written, or this one; where the build's folder is gone it is never outdated.
void watch(const Bundle& bundle, Asset::Content& module) {
  if (bundle.folder.empty()) return;
  const auto path = std::filesystem::path(bundle.folder) / bundle.name;
  const auto script = path.string() + ".js";
  const auto style = path.string() + ".css";
  add_source(module, script);
  add_source(module, style);
  module.remake = [bundle, script, style] {
    auto anew = module_of(bundle, read_asset_file(script), read_asset_file(style));
    watch(bundle, *anew);
    return Asset(std::move(anew));
  };
}

}  // namespace

Asset bundled_module(const Bundle& bundle) {
  auto module = module_of(bundle, bundle.script, bundle.style);
  watch(bundle, *module);
  return Asset(std::move(module));
}

}  // namespace bonito::detail
