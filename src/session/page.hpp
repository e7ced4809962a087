// The document around an app's content: head, styles, the client's script; and the page for errors.
#pragma once
#include <string>

#include "bonito/dom/node.hpp"
#include "bonito/session/app.hpp"

namespace bonito::detail {

// Renders the content and everything around it; its live parts are the session's from here on.
// On the session's strand.
std::string render_page(Session& session, const AppOptions& options, const Node& content);

std::string error_page(const AppOptions& options, const Error& error);

}  // namespace bonito::detail
