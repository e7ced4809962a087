// The document around an app's content: head, styles, the client's script; and what is shown of errors.
#pragma once
#include <string>

#include "bonito/dom/js.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/session/app.hpp"

namespace bonito::detail {

// Renders the content and everything around it; its live parts are the session's from here on. `setup` is what its
// connection wants to run there. On the session's strand.
std::string render_document(Session& session, const Js& setup, const AppOptions& options, const Node& content);

std::string error_page(const AppOptions& options, const Error& error);
Node error_content(const Error& error);  // in place of what failed

}  // namespace bonito::detail
