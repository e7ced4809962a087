// The files every page needs, under "_bonito/": the client's script, the icon, and the assets that open
// pages show. Their URLs hold a hash of their content, so browsers keep them for ever.
#pragma once
#include <string>
#include <string_view>

#include "bonito/web/request.hpp"
#include "session/asset_table.hpp"

namespace bonito::detail {

const std::string& client_script_url();  // "_bonito/client-….js", from the server's root
const std::string& client_icon_url();

// What browsers ask for on pages that name no icon: the same one.
Response serve_favicon();

// `name` is what follows "_bonito/". 404 if no page shows such an asset now. Never blocks.
Response serve_page_file(const Request& request, const std::string& name, const AssetTable& assets);

}  // namespace bonito::detail
