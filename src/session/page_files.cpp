#include "session/page_files.hpp"

#include <algorithm>
#include <span>

#include "bonito/base/error.hpp"
#include "session/client_files.hpp"

namespace bonito::detail {
namespace {

const EmbeddedFile& embedded(std::string_view name) {
  const auto files = client_files();
  const auto found = std::ranges::find(files, name, &EmbeddedFile::name);
  if (found == files.end()) {
    throw Failure({Errc::not_found, "The library was built without " + std::string(name) + "."});
  }
  return *found;
}

Asset asset_of(const EmbeddedFile& file) {
  return Asset::bytes({file.identity.begin(), file.identity.end()}, std::string(file.mime), std::string(file.name));
}

Response file_response(BytesView content, std::string_view mime) {
  return {.status = 200,
          .body = std::string(as_text(content)),
          .headers = {{"Content-Type", std::string(mime)},
                      {"Cache-Control", "public, max-age=31536000, immutable"},
                      {"X-Content-Type-Options", "nosniff"}}};
}

Response embedded_response(const EmbeddedFile& file, std::string_view accepted) {
  struct Variant {
    std::string_view coding;
    BytesView content;
  };
  for (const auto& [coding, content] : {Variant{"br", file.brotli}, Variant{"gzip", file.gzip}}) {
    if (content.empty() || accepted.find(coding) == std::string_view::npos) continue;
    Response response = file_response(content, file.mime);
    response.headers.emplace_back("Content-Encoding", coding);
    response.headers.emplace_back("Vary", "Accept-Encoding");
    return response;
  }
  Response response = file_response(file.identity, file.mime);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  return response;
}

}  // namespace

const Asset& client_script() {
  static const Asset script = asset_of(embedded("bonito.js"));
  return script;
}

const Asset& client_icon() {
  static const Asset icon = asset_of(embedded("icon.svg"));
  return icon;
}

Response serve_favicon() {
  Response response = embedded_response(embedded("icon.svg"), "");
  for (auto& [name, value] : response.headers) {
    if (name == "Cache-Control") value = "public, max-age=86400";  // its URL holds no hash
  }
  return response;
}

Response serve_page_file(const Request& request, const std::string& name, const AssetTable& assets) {
  if (request.method != "GET" && request.method != "HEAD") {
    return {.status = 405, .body = "Assets answer GET and HEAD.\n", .headers = {{"Allow", "GET, HEAD"}}};
  }
  const auto accepted = find_header(request.headers, "Accept-Encoding");
  if (name == client_script().key()) return embedded_response(embedded("bonito.js"), accepted);
  if (name == client_icon().key()) return embedded_response(embedded("icon.svg"), accepted);
  if (const auto asset = assets.find(name)) return file_response(asset->content(), asset->mime());
  return {.status = 404,
          .body = "No open page shows this asset.\n",
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}}};
}

}  // namespace bonito::detail
