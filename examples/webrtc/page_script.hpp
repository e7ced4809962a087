// What a page does to be carried by a data channel: it makes an offer, posts it, and begins again when the channel is
// lost, until the session is over.
#pragma once
#include <bonito/dom/js.hpp>
#include <string>

namespace webrtc {

// `url`: where offers go, seen from the page. The pieces are as pieces.hpp says.
bonito::Js page_script(const std::string& url, std::size_t longest_piece);

}  // namespace webrtc
