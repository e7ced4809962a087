// An asset in a page: as an element, and as an attribute.
#include "bonito/base/error.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/asset.hpp"
#include "session/needs.hpp"
#include "session/session_core.hpp"

namespace bonito {

namespace {

// In the head of the page; where nothing is being rendered, here.
Node needed(Session& session, const Asset& asset) {
  if (detail::Needs* needs = detail::SessionCore::of(session).tab().needs()) {
    needs->add(session, asset);
    return {};
  }
  detail::Needs needs;
  needs.add(session, asset);
  return dom::fragment(needs.sheets(), needs.scripts());
}

}  // namespace

Node to_node(Session& session, const Asset& asset) {
  using namespace literals;
  const std::string_view mime = asset.mime();
  const auto is = [&](std::string_view kind) { return mime.starts_with(kind); };
  if (is("text/css") || is("text/javascript") || is("font/")) return needed(session, asset);
  if (is("image/")) return dom::img("src"_a = asset, "alt"_a = "");
  if (is("video/")) return dom::video("controls"_a = true, "preload"_a = "metadata", "src"_a = asset);
  if (is("audio/")) return dom::audio("controls"_a = true, "preload"_a = "metadata", "src"_a = asset);
  // Somebody's page is not ours: its scripts do not run, and it knows nothing of the page around it.
  if (is("text/html")) return dom::iframe("sandbox"_a = "", "title"_a = "A document", "src"_a = asset);
  throw Failure({Errc::usage, "An asset of type " + std::string(mime) +
                                  " is no element by itself; use it as an attribute, as in \"href\"_a = asset."});
}

detail::TrustedAddress to_attribute_value(const Asset& asset) {
  return {[asset](Session& session) { return detail::SessionCore::of(session).url(asset); }};
}

detail::DeferredJs to_js_argument(const Asset& asset) {
  return [asset](Session& session) {
    using Kind = detail::JsReference::Kind;
    auto& core = detail::SessionCore::of(session);
    const Asset newest = core.tab().options().development ? detail::newest(asset) : asset;
    const Kind kind = newest.is_module() ? Kind::module : newest.global_name().empty() ? Kind::url : Kind::global;
    if (detail::Needs* const needs = core.tab().needs(); needs && kind == Kind::module)
      needs->add_import(session, newest);
    detail::JsReference reference{kind, core.url(newest), newest.global_name(), newest.integrity()};
    for (const Asset& sheet : newest.sheets()) reference.sheets.push_back(core.url(sheet));
    return reference;
  };
}

}  // namespace bonito
