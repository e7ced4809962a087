#include "bonito/session/navigation.hpp"

#include <string>

#include "bonito/dom/js.hpp"
#include "bonito/session/session.hpp"
#include "session/library_module.hpp"
#include "session/needs.hpp"
#include "session/session_core.hpp"

namespace bonito {
namespace {

constexpr std::string_view attribute_name = "data-bonito-links";

const Asset& module() {
  static const Asset navigation = detail::library_module("navigation");
  return navigation;
}

}  // namespace

Attribute live_links(LiveLinkOptions options) {
  std::string how = "live";
  if (options.prefetch) how += " prefetch";
  if (options.transition) how += " transition";
  // Where it stands in a page, the page needs the module.
  return {attribute_name, detail::DeferredText([how = std::move(how)](Session& session) {
            detail::Needs* const needs = detail::SessionCore::of(session).tab().needs();
            if (needs) needs->add(session, module());
            return how;
          })};
}

Attribute plain_links() { return {attribute_name, std::string("plain")}; }

void navigate(Session& session, std::string_view address) {
  const auto root = session.root();  // a region may be gone by then
  if (root) root->eval(js("$0.navigate($1)", module(), std::string(address)));
}

}  // namespace bonito
