// WebRtcConnection: carries pages over WebRTC data channels. A page opens one, and another whenever it is lost: it
// posts an offer, and the reply is the answer.
//
//   webrtc::Peers peers;
//   Server server{…};
//   const Registration carried = webrtc::carry_pages(server, peers);
//
// Who asks needs the session's id, and, if it is a browser, a page of this site. The server's other rules are for its
// own sockets: where it has a public name, compare the Host of an offer with that, too (docs/guides/security.md).
//
// Owner: the session. Thread: as FrontendConnection. Failure: an offer that cannot be answered is a 400, and the page
// tries again.
#pragma once
#include <bonito/bonito.hpp>
#include <memory>
#include <string>
#include <utility>

#include "peer.hpp"

namespace webrtc {

class WebRtcConnection final : public bonito::FrontendConnection {
 public:
  explicit WebRtcConnection(std::string offers) : offers_(std::move(offers)) {}  // where they go, seen from the page

  bonito::Js setup_connection(bonito::Session& session) override;
  bonito::Sent write(bonito::Payload frame) override { return handler_.write(std::move(frame)); }
  bool is_open() const noexcept override { return handler_.is_open(); }
  void close() noexcept override { handler_.close(); }

  // Of a new channel, to the page's offer.
  std::string answer(bonito::Session& session, Peers& peers, const std::string& offer);

 private:
  const std::string offers_;
  bonito::WebSocketHandler handler_;  // of channels that replace each other; they need not be sockets
};

// From now on the pages of the program have this kind of connection, and the server answers their offers.
bonito::Registration carry_pages(bonito::Server& server, Peers& peers);

}  // namespace webrtc
