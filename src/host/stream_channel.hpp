// StreamChannel: frames as events of one stream of the library's own server, and those that POSTs bring.
//
// A POST has a number, from 1. Its body is the next piece of what the browser says: frames, each after its length; a
// long one may go on in the next POST. One is answered before the next comes, and not while the browser is held back,
// or leaves much unread.
//
// Owner: the session, and the stream's callbacks. Thread: any; POSTs come one at a time, and others are refused.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "bonito/http/http_server.hpp"
#include "bonito/session/websocket_handler.hpp"

namespace bonito::detail {

class StreamChannel final : public Channel, public std::enable_shared_from_this<StreamChannel> {
 public:
  explicit StreamChannel(std::shared_ptr<http::ResponseStream> stream);

  const std::string& token() const noexcept { return token_; }
  void attach(Session& session, WebSocketHandler& handler);  // once, and then says that it is open
  void receive(std::uint64_t number, std::string_view body, http::Respond respond);
  void drained();
  LoopEnd ended();  // the stream has

  Sent write(Payload frame) override;
  bool is_open() const noexcept override { return stream_->is_open(); }
  // Between it and the browser there may be a proxy that takes everything: the session has to ask.
  bool notices_loss() const noexcept override { return false; }
  bool hold_back(bool on) noexcept override;
  void open() override { max_frame_ = max_frame_from_browser; }
  void close() noexcept override { stream_->close(); }

 private:
  Attachment attachment() const;
  void read(std::string_view body);
  void answer();

  const std::shared_ptr<http::ResponseStream> stream_;
  const std::string token_;
  std::atomic<std::size_t> max_frame_ = max_hello;
  Bytes partial_;  // of a frame; of whoever has made busy_ true
  mutable std::mutex mutex_;
  Attachment attachment_;                  // guarded by mutex_
  std::uint64_t posts_ = 0;                // guarded by mutex_: that came
  http::Respond waiting_;                  // guarded by mutex_: the last one's, if it waits_
  bool waits_ = false;                     // guarded by mutex_
  bool busy_ = false;                      // guarded by mutex_: a POST is being read
  bool held_back_ = false;                 // guarded by mutex_
  bool much_waits_ = false;                // guarded by mutex_: to be read by the browser
  std::atomic<std::uint64_t> drains_ = 0;  // written with mutex_ held
};

// One event: "data: …", in base64.
std::string stream_event(BytesView frame);

}  // namespace bonito::detail
