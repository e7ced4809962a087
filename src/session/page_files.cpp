#include "session/page_files.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "bonito/base/constant_time.hpp"
#include "bonito/base/error.hpp"
#include "bonito/wire/utf8.hpp"
#include "session/client_files.hpp"
#include "session/sandbox.hpp"
#include "session/serve_download.hpp"
#include "session/session_core.hpp"
#include "web/content.hpp"
#include "web/gzip.hpp"

namespace bonito::detail {
namespace {

constexpr std::string_view failures = "failed/";  // and a session's id
constexpr std::size_t longest_report = 20'000;    // bytes

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

// What can be said of it while the asset lives.
Content content_of(const Asset& asset) {
  constexpr std::size_t hash = 32;  // digits, with which the key begins
  return {.type = asset.mime(),
          .tag = asset.key().substr(0, hash),
          .size = asset.content().size(),
          .read = [bytes = asset.content()](
                      ContentRange range) { return std::string(as_text(bytes.subspan(range.first, range.size))); },
          .cache_control = "public, max-age=31536000, immutable"};
}

Content client_script_content() {
  Content content = content_of(client_script());
  const EmbeddedFile& file = embedded("bonito.js");
  for (const auto& [coding, bytes] : {std::pair("br", file.brotli), std::pair("gzip", file.gzip)}) {
    if (!bytes.empty()) content.codings.push_back({coding, [bytes = bytes] { return bytes; }});
  }
  return content;
}

Response serve_asset(const Request& request, const FoundAsset& found) {
  const Asset& asset = found.asset;
  Content content = content_of(asset);
  if (found.is_private) content.cache_control = "private, max-age=31536000, immutable";
  if (is_worth_gzip(asset.mime(), asset.content().size())) {
    content.codings.push_back({"gzip", [&] { return asset.gzipped(); }});
  }
  Response response = serve_content(request, content);
  sandbox_page(response, asset.mime());
  return response;
}

// A page whose connection does not come to be has no other way to say so.
Response hear_failure(const Request& request, std::string_view id, const SessionRegistry& registry,
                      const AssetTable::Who& who) {
  if (request.method != "POST") return {.status = 405, .headers = {{"Allow", "POST"}}};
  if (request.body.size() > longest_report || !is_utf8(request.body)) return {.status = 400};
  const auto session = registry.find(id);
  if (!session) return {.status = 404};
  auto& core = SessionCore::of(*session);
  const Visitor& visitor = core.visitor();
  if (!constant_time_equal(who(visitor.identify), visitor.identity)) return {.status = 404};
  // As if its failure had come by the connection.
  const auto line = std::min(request.body.find('\n'), request.body.size());
  const std::string why = line > 0 ? request.body.substr(0, line) : "its console says why.";
  Value failure(Value::List{static_cast<int>(BrowserError::Origin::app),
                            "the page cannot connect, as the script that setup_connection() gave it failed: " + why,
                            request.body.substr(line)});
  core.on_strand([failure = std::move(failure)](SessionCore& waiting) { waiting.tab().scripts().failed(failure); });
  return {.status = 204};
}

Response find_page_file(const Request& request, const std::string& name, SessionRegistry& registry,
                        const AssetTable::Who& who) {
  if (name.starts_with(failures)) {
    return hear_failure(request, std::string_view(name).substr(failures.size()), registry, who);
  }
  if (auto refusal = refuse_method(request)) return *std::move(refusal);
  if (name == client_script().key()) return serve_content(request, client_script_content());
  if (name == client_icon().key()) return serve_content(request, content_of(client_icon()));
  if (const auto asset = registry.assets().find(name, who)) return serve_asset(request, *asset);
  if (const auto offer = registry.downloads().find(name, who)) {
    return serve_download(request, *offer, registry.options()->limits.max_downloads);
  }
  if (auto answer = registry.remote_downloads().answer(request, name, who)) return *std::move(answer);
  return {.status = 404,
          .body = "No open page of yours shows this asset, or offers this download.\n",
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}}};
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

Response serve_favicon(const Request& request) {
  if (auto refusal = refuse_method(request)) return *std::move(refusal);
  Content content = content_of(client_icon());
  content.cache_control = "public, max-age=86400";  // its URL holds no hash
  return serve_content(request, content);
}

bool is_at_hand(std::string_view name) { return name == client_script().key() || name == client_icon().key(); }

Response serve_page_file(const Request& request, const std::string& name, SessionRegistry& registry,
                         const AssetTable::Who& who) {
  Response response = find_page_file(request, name, registry, who);
  const auto& origins = registry.options()->asset_origins;
  if (origins.empty()) return response;
  const bool any = std::ranges::find(origins, "*") != origins.end();
  const std::string_view origin = any ? "*" : find_header(request.headers, "Origin");
  if (std::ranges::find(origins, origin) != origins.end()) {
    response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  }
  if (!any) response.headers.emplace_back("Vary", "Origin");
  return response;
}

}  // namespace bonito::detail
