// library_module: scripts of the library's own that only those pages load that use them: client/src/modules.
//
//   session.on_load(input, js("element => $0.upload(element)", detail::library_module("upload")));
//
// A part of a page that needs one gives it to its script; as any module it is served under its content's hash, fetched
// early, and loaded once. They import nothing of the client, which hands them its Bonito.
//
// Thread: any. Failure: Failure{Errc::not_found} for a name that is none.
#pragma once
#include <string_view>

#include "bonito/session/asset.hpp"

namespace bonito::detail {

Asset library_module(std::string_view name);

}  // namespace bonito::detail
