// ModuleGraph: an ES module of files, and the files that it imports, as assets that name each other by their addresses.
//
//   Asset::module("app.js", {{"three", three}})   // import "./view.js"   becomes   import "./3f2a…-view.js"
//
// A file's text, with the addresses of what it imports in the places of their names, has a key as any asset has. Of
// files that import each other none can have the hash of its own bytes, as that would have to stand in another; they
// have that of them all, and of their number among them.
//
// Thread: any; it reads files. Failure: as Asset::module.
#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/asset_content.hpp"

namespace bonito::detail {

class ModuleGraph {
 public:
  explicit ModuleGraph(const Asset::Imports& imports) : imports_(imports) {}
  std::shared_ptr<Asset::Content> module(const std::filesystem::path& file);

 private:
  using Path = std::filesystem::path;
  struct Import {
    std::size_t first, size;       // in the text
    Path file = {};                // empty: it is
    const Asset* asset = nullptr;  // this
  };
  struct File {
    std::string text;
    std::vector<Import> imports = {};
    // What Tarjan's algorithm keeps: the order in which the files were found, and the oldest that each leads to.
    std::size_t number = 0, oldest = 0;
    bool is_open = true;
    std::optional<Asset> asset = {};
  };

  File& find(const Path& file);  // reads it, and makes the assets of all that it imports
  std::optional<Import> resolve(const Path& file, std::string_view name, std::size_t line) const;
  void finish(std::vector<Path> cycle);  // files that import each other; or one, that does not import itself
  template <class AddressOf>
  static std::string placed(const File& file, AddressOf address_of);

  const Asset::Imports& imports_;
  std::map<Path, File> files_;
  std::vector<Path> open_;
  Asset::Content sources_;  // for their times
};

}  // namespace bonito::detail
