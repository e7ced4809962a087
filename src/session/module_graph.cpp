#include "session/module_graph.hpp"

#include <algorithm>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/web/mime.hpp"
#include "session/module_imports.hpp"

namespace bonito::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view javascript = "text/javascript";

std::string place(const fs::path& file, std::size_t line) { return file.string() + ":" + std::to_string(line) + ": "; }

bool is_address(std::string_view name) {
  return name.starts_with('/') || name.starts_with("https://") || name.starts_with("http://") ||
         name.starts_with("data:") || name.starts_with("blob:");
}

std::string address(const Asset& asset) { return asset.elsewhere().empty() ? "./" + asset.key() : asset.elsewhere(); }

fs::path real(const fs::path& file) {
  std::error_code error;
  auto found = fs::canonical(file, error);
  return error ? file : found;
}

}  // namespace

std::shared_ptr<Asset::Content> ModuleGraph::module(const Path& file) {
  const Path entry = real(file);
  const Asset& found = *find(entry).asset;
  auto content =
      make_content({found.content().begin(), found.content().end()}, found.mime(), entry.filename().native());
  content->key = found.key();
  content->sources = std::move(sources_.sources);
  for (const auto& [path, each] : files_) {
    if (path != entry) add_part(content->parts, *each.asset);
    for (const Import& import : each.imports) {
      if (!import.asset) continue;
      add_part(content->parts, *import.asset);
      for (const Asset& sheet : import.asset->sheets()) content->sheets.push_back(sheet);
    }
  }
  return content;
}

ModuleGraph::File& ModuleGraph::find(const Path& path) {
  const auto [known, is_new] = files_.try_emplace(path);
  File& file = known->second;
  if (!is_new) return file;
  add_source(sources_, path);
  file.text = read_asset_file(path);
  file.number = file.oldest = files_.size();
  open_.push_back(path);
  const auto mime = mime_type(path.native());
  if (path.extension() == ".ts" || path.extension() == ".tsx") {
    throw Failure({Errc::usage, "\"" + path.string() +
                                    "\" is TypeScript, which browsers do not read: "
                                    "bonito_add_module() makes a module of it when the program is built."});
  }
  if (mime.starts_with(javascript)) {
    for (const auto& [first, size, line] : module_imports(file.text)) {
      auto import = resolve(path, std::string_view(file.text).substr(first, size), line);
      if (!import) continue;
      import->first = first;
      import->size = size;
      if (!import->file.empty()) {
        const File& other = find(import->file);
        if (other.is_open) file.oldest = std::min(file.oldest, other.oldest);
      }
      file.imports.push_back(*std::move(import));
    }
  }
  if (file.oldest == file.number) {
    const auto first = std::ranges::find(open_, path);
    std::vector<Path> cycle(first, open_.end());
    open_.erase(first, open_.end());
    finish(std::move(cycle));
  }
  return file;
}

// Nothing for what is an address already.
std::optional<ModuleGraph::Import> ModuleGraph::resolve(const Path& file, std::string_view name,
                                                        std::size_t line) const {
  if (name.starts_with("./") || name.starts_with("../")) {
    const Path target = real(file.parent_path() / name);
    std::error_code error;
    if (fs::is_regular_file(target, error)) return Import{0, 0, target};
    throw Failure({Errc::not_found, place(file, line) + "there is no file \"" + std::string(name) +
                                        "\" to import. Browsers want the whole name, with its ending."});
  }
  if (const auto known = imports_.find(name); known != imports_.end()) {
    const Asset& asset = known->second;
    if (asset.integrity().empty()) return Import{0, 0, {}, &asset};
    throw Failure({Errc::usage, place(file, line) + "the integrity of \"" + std::string(name) + "\" (" +
                                    asset.elsewhere() +
                                    ") would not be checked, as a module imports it. Give that asset to the script "
                                    "itself, as an argument of js(), where its integrity is checked, or serve the "
                                    "file: Asset::module(\"FILE\")."});
  }
  if (is_address(name)) return std::nullopt;
  throw Failure({Errc::usage, place(file, line) + "what is \"" + std::string(name) +
                                  "\"? Give Asset::module() its meaning, {{\"" + std::string(name) +
                                  "\", Asset::module(…)}}, or make one module of it all with bonito_add_module()."});
}

template <class AddressOf>
std::string ModuleGraph::placed(const File& file, AddressOf address_of) {
  std::string text;
  std::size_t at = 0;
  for (const Import& import : file.imports) {
    text.append(file.text, at, import.first - at);
    text += address_of(import);
    at = import.first + import.size;
  }
  return text.append(file.text, at);
}

void ModuleGraph::finish(std::vector<Path> cycle) {
  std::ranges::sort(cycle);  // so that it does not matter where one came in
  const auto number_of = [&](const Path& path) { return std::ranges::find(cycle, path) - cycle.begin(); };
  const auto address_of = [&](const Import& import) {
    if (import.asset) return address(*import.asset);
    const auto& asset = files_.at(import.file).asset;
    return asset ? address(*asset) : "./" + std::to_string(number_of(import.file));
  };
  const auto imports_cycle = [&](const Import& import) { return std::ranges::count(cycle, import.file) > 0; };
  const bool is_cycle = std::ranges::any_of(files_.at(cycle.front()).imports, imports_cycle);

  std::string together;
  if (is_cycle) {
    for (const Path& path : cycle) together += placed(files_.at(path), address_of) + '\0';
  }
  std::map<Path, std::string> keys;
  for (const Path& path : cycle) {
    const auto hashed = is_cycle ? together + std::to_string(number_of(path)) : placed(files_.at(path), address_of);
    keys[path] = asset_key(as_bytes(hashed), mime_type(path.native()), path.filename().native());
  }
  for (const Path& path : cycle) {
    File& file = files_.at(path);
    const std::string text = placed(file, [&](const Import& import) {
      const auto key = keys.find(import.file);
      return key == keys.end() ? address_of(import) : "./" + key->second;
    });
    const BytesView view = as_bytes(text);
    auto content = make_content({view.begin(), view.end()}, std::string(mime_type(path.native())), "");
    content->key = keys[path];
    file.asset.emplace(std::shared_ptr<const Asset::Content>(std::move(content)));
    file.is_open = false;
  }
}

}  // namespace bonito::detail
