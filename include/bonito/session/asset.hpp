// Asset: a file a page needs, served under its content's hash, so that browsers may keep it for ever.
//
//   auto logo = Asset("images/logo.svg");
//   dom::img("src"_a = logo, "alt"_a = "The logo");
//   dom::div(Asset::text(css, "text/css"), …);   // as a child: a <link>, <script> or <img>
//
// Owner: a cheap handle; copies share the bytes. A page that shows an asset holds it; it is served as
// long as somebody does. Thread: any. Failure: the constructor throws Failure{Errc::not_found} when the
// file cannot be read.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "bonito/base/bytes.hpp"
#include "bonito/dom/attribute.hpp"
#include "bonito/dom/node.hpp"

namespace bonito {

class Session;

class Asset {
 public:
  explicit Asset(const std::filesystem::path& file);
  // `name` ends the URL, for people who read it.
  static Asset bytes(Bytes content, std::string mime, std::string name = "asset");
  static Asset text(std::string_view content, std::string mime, std::string name = "asset");

  BytesView content() const noexcept;
  // The same in the coding gzip, made when first asked for; empty if it would be no smaller.
  BytesView gzipped() const;
  const std::string& mime() const noexcept;
  // "3f2a…-logo.svg": 32 hexadecimal digits of a SHA-256 of type and content, and the name.
  const std::string& key() const noexcept;

  // As an element: style sheets, scripts (as modules) and images; others throw Failure{Errc::usage}.
  friend Node to_node(Session& session, const Asset& asset);
  // As an attribute: the URL, relative to the page.
  friend detail::TrustedAddress to_attribute_value(const Asset& asset);

  struct Content;

 private:
  explicit Asset(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  friend class AssetTable;
  std::shared_ptr<const Content> content_;
};

}  // namespace bonito
