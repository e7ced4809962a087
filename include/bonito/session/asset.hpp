// Asset: a file a page needs, served under its content's hash, so that browsers may keep it for ever.
//
//   auto logo = Asset("images/logo.svg");
//   dom::img("src"_a = logo, "alt"_a = "The logo");
//   dom::div(Asset::text(css, "text/css"), …);   // as a child: the element for its type
//   dom::div(Asset("https://example.org/plot.mjs", {.integrity = "sha384-…"}), …);   // or what is elsewhere
//
// ES modules, classic scripts, and what the build makes of TypeScript and npm packages: docs/guides/modules.md.
//
// Owner: a cheap handle; copies share the bytes. A page that shows an asset holds it; it is served as
// long as somebody does, and to whom its pages may be shown. Thread: any. Failure: what reads a file throws
// Failure{Errc::not_found} when it cannot, and Failure{Errc::usage} for an address that is no https: or http:.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/dom/attribute.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/dom/node.hpp"

namespace bonito {

class Session;
class Asset;
namespace detail {
bool is_outdated(const Asset& asset);
Asset newest(const Asset& asset);
}  // namespace detail

struct AssetOptions {
  // "sha384-…", of what is elsewhere: browsers refuse anything else. Where it comes from must allow our page to read
  // it (Access-Control-Allow-Origin), and the page's own Content-Security-Policy must allow where it comes from.
  // Of what a module imports nobody checks it, so Asset::module() refuses such an import.
  std::string integrity = "";
};

class Asset {
 public:
  explicit Asset(const std::filesystem::path& file_or_url, AssetOptions options = {});
  // `name` ends the URL, for people who read it.
  static Asset bytes(Bytes content, std::string mime, std::string name = "asset");
  static Asset text(std::string_view content, std::string mime, std::string name = "asset");

  // What the bare names in a module mean: {{"three", Asset::module("three.module.js")}}.
  using Imports = std::map<std::string, Asset, std::less<>>;
  // An ES module, and the files that it imports, each once, however many modules import it. Files are served as they
  // are, but that what they import by "./a.js" or by a bare name is named by its address. Throws Failure{Errc::usage},
  // with file and line, for a bare name that `imports` does not have or has with an integrity, and
  // Failure{Errc::not_found} for a missing file.
  static Asset module(const std::filesystem::path& file_or_url, const Imports& imports = {}, AssetOptions options = {});
  // A script that is no module, and gives the page a global of this name.
  static Asset script(const std::filesystem::path& file_or_url, std::string global_name, AssetOptions options = {});

  BytesView content() const noexcept;  // empty if it is elsewhere
  // The same in the coding gzip, made when first asked for; empty if it would be no smaller.
  BytesView gzipped() const;
  const std::string& mime() const noexcept;
  // "3f2a…-logo.svg": 32 hexadecimal digits of a SHA-256 of type and content, and the name.
  const std::string& key() const noexcept;

  bool is_module() const noexcept;                  // a script that is imported
  const std::string& global_name() const noexcept;  // of one that is not; else empty
  const std::string& elsewhere() const noexcept;    // the URL; empty if the asset is served by us
  const std::string& integrity() const noexcept;
  const std::vector<Asset>& sheets() const noexcept;  // style sheets that come with a module
  // What its content, and that of its parts, names at "./KEY": to be had beside it, under the same address but for the
  // last name.
  const std::vector<Asset>& parts() const noexcept;

  // As an element: a style sheet, script, image, film, sound or document; a font is preloaded. Style sheets and scripts
  // stand in the page's head, once, however many ask for them. Others throw Failure{Errc::usage}.
  friend Node to_node(Session& session, const Asset& asset);
  // As an attribute: the URL, relative to the page.
  friend detail::TrustedAddress to_attribute_value(const Asset& asset);
  // In a script: what a module exports, the global of a script that has one, and of any other the URL.
  friend detail::DeferredJs to_js_argument(const Asset& asset);

  struct Content;  // the library's own
  explicit Asset(std::shared_ptr<const Content> content) noexcept : content_(std::move(content)) {}

 private:
  friend bool detail::is_outdated(const Asset& asset);
  friend Asset detail::newest(const Asset& asset);
  std::shared_ptr<const Content> content_;
};

}  // namespace bonito
