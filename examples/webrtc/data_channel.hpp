// DataChannel: whole frames over one peer's data channel, in pieces, for one session.
//
//   const auto channel = std::make_shared<DataChannel>(session, handler);
//   channel->carried_by(peers.make(channel));
//
// A data channel cannot be left unread, so the page may be a window ahead: it is told, in a message of text, how many
// bytes more it may send; not while the session has enough to handle.
//
// Owner: the peer, until it has ended, and the handler while it is attached. Thread: any. Failure: a page that does not
// keep to this is cut off.
#pragma once
#include <bonito/session/session.hpp>
#include <bonito/session/websocket_handler.hpp>
#include <memory>
#include <mutex>
#include <utility>

#include "peer.hpp"
#include "pieces.hpp"

namespace webrtc {

class DataChannel final : public bonito::Channel,
                          public PeerListener,
                          public std::enable_shared_from_this<DataChannel> {
 public:
  DataChannel(bonito::Session& session, std::shared_ptr<bonito::WebSocketHandler> handler)
      : session_(session.weak()), handler_(std::move(handler)) {}
  void carried_by(const std::shared_ptr<Peer>& peer) { peer_ = peer; }  // once, before the peer answers

  bonito::Sent write(bonito::Payload frame) override;
  bool is_open() const noexcept override;
  bool hold_back(bool on) noexcept override;
  void close() noexcept override;

  void opened() override;
  void received(bonito::BytesView message) override;
  void drained() override;
  void closed() override;

 private:
  bonito::Attachment attachment() const;
  void give_room();  // with writing_ held

  const std::weak_ptr<bonito::Session> session_;
  const std::shared_ptr<bonito::WebSocketHandler> handler_;
  std::weak_ptr<Peer> peer_;
  mutable std::mutex mutex_;
  bonito::Attachment attachment_;  // from the opening to the end
  std::mutex writing_;             // the pieces of a frame follow each other
  bool holds_back_ = false;        // guarded by writing_
  std::size_t ahead_ = 0;          // guarded by writing_: bytes that came, for which the page has been given no others
  Joiner joiner_;                  // of the thread that brings messages
};

}  // namespace webrtc
