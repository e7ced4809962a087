// An asset in a page: as an element, and as an attribute.
#include "bonito/base/error.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/asset.hpp"
#include "session/session_core.hpp"

namespace bonito {

Node to_node(Session&, const Asset& asset) {
  using namespace literals;
  const std::string_view mime = asset.mime();
  std::vector<Node> sheets;
  for (const Asset& sheet : asset.sheets()) sheets.push_back(dom::link("rel"_a = "stylesheet", "href"_a = sheet));
  if (mime.starts_with("text/css")) return dom::link("rel"_a = "stylesheet", "href"_a = asset);
  if (mime.starts_with("text/javascript"))
    return dom::fragment(sheets, dom::script("type"_a = "module", "src"_a = asset));
  if (mime.starts_with("image/")) return dom::img("src"_a = asset, "alt"_a = "");
  throw Failure({Errc::usage, "An asset of type " + std::string(mime) +
                                  " is no element by itself; use it as an attribute, as in \"href\"_a = asset."});
}

detail::TrustedAddress to_attribute_value(const Asset& asset) {
  return {[asset](Session& session) { return detail::SessionCore::of(session).url(asset); }};
}

}  // namespace bonito
