// Peer: the program's end of one WebRTC connection, and of the data channel that the browser opens on it.
//
//   Peers peers;                                                    // once, for as long as the program runs
//   const auto peer = peers.make(listener);
//   reply(peer->answer(offer));                                     // may take seconds
//   peer->send(message);                                            // from opened() until closed()
//
// It is GStreamer's webrtcbin in a pipeline of its own, spoken to by signals and properties alone.
//
// Owner: Peers, until it has ended; it keeps its listener until it has told it so. Thread: any; the listener is called
// on GStreamer's threads. Failure: make and answer throw Failure, with a sentence; a peer that is not opened within
// 15 seconds ends.
#pragma once
#include <bonito/base/bytes.hpp>
#include <bonito/base/timer.hpp>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "gstreamer.hpp"

namespace webrtc {

class Peers;

class PeerListener {
 public:
  virtual ~PeerListener() = default;
  virtual void opened() = 0;
  virtual void received(bonito::BytesView message) = 0;
  virtual void drained() = 0;  // no more than half of Peer::enough_waiting is waiting
  virtual void closed() = 0;   // the last call, the first if it was never opened
};

class Peer : public std::enable_shared_from_this<Peer> {
 public:
  static constexpr std::size_t enough_waiting = 256u << 10;

  Peer(Peers& peers, std::shared_ptr<PeerListener> listener);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // All of the connection's addresses are in the offer, and in the answer. Once.
  std::string answer(const std::string& offer);
  // False: it is not open.
  bool send(bonito::BytesView message);
  bool send(const std::string& word);
  std::size_t waiting() const;  // bytes that are to be sent
  bool is_open() const noexcept;
  // The browser is told "close", after what waits, and does; it is not waited for longer than two seconds. Harmless
  // twice.
  void close();

 private:
  template <class F>
  void on(void* object, const char* signal, F call);
  void found(GObject* channel);
  void opened();
  void end();
  void take_apart();
  AnyObject channel() const;
  std::shared_ptr<PeerListener> listener() const;

  Peers& peers_;
  const Object<GstElement> pipeline_;
  GstElement* const webrtc_;  // in the pipeline
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<PeerListener> listener_;  // until the end
  AnyObject channel_;                       // until the end
  bonito::Timer deadline_;
  bool is_open_ = false;
  bool is_closing_ = false;
  bool has_gathered_ = false;
  bool has_ended_ = false;
};

// All of the program's. The destructor ends them, and waits until that is done.
class Peers {
 public:
  static constexpr std::size_t most = 256;

  Peers();  // throws Failure if GStreamer lacks a part that is needed
  ~Peers();
  Peers(const Peers&) = delete;
  Peers& operator=(const Peers&) = delete;

  std::shared_ptr<Peer> make(std::shared_ptr<PeerListener> listener);

 private:
  friend class Peer;
  void forget(const std::shared_ptr<Peer>& peer);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::shared_ptr<Peer>> all_;
};

}  // namespace webrtc
