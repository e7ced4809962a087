// The files every page needs: the client's script and the icon, as assets; and what answers for the assets that open
// pages show, under "_bonito/". Their URLs hold a hash of their content, so browsers keep them for ever.
#pragma once
#include <string>
#include <string_view>

#include "bonito/web/request.hpp"
#include "session/session_registry.hpp"

namespace bonito::detail {

const Asset& client_script();
const Asset& client_icon();

// What browsers ask for on pages that name no icon: the same one.
Response serve_favicon(const Request& request);

// `name` is what follows "_bonito/". POSTed to "failed/ID" a page says why it cannot connect. 404 if no page shows such
// an asset, or offers such a download, now, to whom asks. Of a download it may run the program's code. It compresses an
// asset that is text when a browser first wants it so, which takes its time, unless it is at hand.
bool is_at_hand(std::string_view name);
Response serve_page_file(const Request& request, const std::string& name, SessionRegistry& registry,
                         const AssetTable::Who& who);

}  // namespace bonito::detail
