// Bundle: what bonito_add_module(TARGET file.ts) has put into the program: a module, the style sheets that it imports
// as one, and the files that those name. Made by cmake/bundle_module.mjs, for detail::bundled_module.
//
// Owner: the program; what is given here is never freed. Thread: any. Failure: none.
#pragma once
#include <span>
#include <string_view>

#include "bonito/session/asset.hpp"

namespace bonito::detail {

struct BundledFile {
  std::string_view name;  // "marker.png"
  std::string_view mark;  // what stands for its address in script and style
  std::string_view content;
};

struct Bundle {
  std::string_view name;  // "chart"
  std::string_view script;
  std::string_view style = {};  // empty: it imports none
  std::span<const BundledFile> files = {};
  // Where the build writes what is here as files, to be read anew in development; empty: nowhere.
  std::string_view folder = {};
};

Asset bundled_module(const Bundle& bundle);

}  // namespace bonito::detail
