// The document around an app's content: head, styles, the client's script; and what is shown of errors.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/dom/attribute.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/session/app.hpp"

namespace bonito::detail {

class SessionCore;
class SessionRegistry;

// Renders the content and everything around it; its live parts are the session's from here on. `setup` is what its
// connection wants to run there. On the session's strand, as all that renders, and in a Needs::Scope, with the content.
std::string render_document(Session& session, const Js& setup, const AppOptions& options, const Node& content);

// The app's page in a session of its own; or an error page, or a refusal. Any thread.
Response serve_page(const App& app, const Visit& visit, SessionRegistry& registry);

// How a page connects: by a socket of the client's own, or by a module that it is to run; and when it asks whether
// anybody is there. On the strand.
std::vector<Attribute> way_to_connect(SessionCore& core, const Js& setup);

// The content as it stands in a page of somebody else's, with its styles and scripts; and the element of the page's
// script. On the strand, in a Needs::Scope.
struct EmbeddedContent {
  std::string content;
  std::string script;
  std::vector<Attribute> told = {};  // of a static page
};
EmbeddedContent render_embedded(Session& child, const AppOptions& options, const Node& content);
// What is put into that page. `slot` is what the browser names the app by.
std::string embedded_element(std::string_view session_id, std::uint32_t slot, const std::vector<Attribute>& way,
                             EmbeddedContent embedded);
// The app's content, or its loading page, which the content follows. On the strand.
Node content_of(const App& app, Session& session, const Request& request);

std::string error_page(const AppOptions& options, const Error& error);
Node error_content(const Error& error);  // in place of what failed

}  // namespace bonito::detail
