#include "peer.hpp"

#include <bonito/base/error.hpp>
#include <chrono>
#include <utility>

#include "addresses.hpp"
#include "description.hpp"

namespace webrtc {
namespace {

using namespace bonito;
using namespace std::chrono_literals;

constexpr auto open_within = 15s;
constexpr auto gather_within = 5s;
constexpr auto close_within = 2s;

// GStreamer's enumerations, which its types here are known by number only.
constexpr int gathering_complete = 2;
constexpr int connection_failed = 4;
constexpr int connection_closed = 5;
constexpr int channel_closing = 3;  // or closed, after it: both by the browser

int state_of(void* object, const char* property) {
  int state = 0;
  g_object_get(object, property, &state, nullptr);
  return state;
}

GstElement* add_webrtc(GstElement* pipeline) {
  GstElement* webrtc = gst_element_factory_make("webrtcbin", nullptr);
  if (!webrtc) throw Failure({Errc::io, "GStreamer has made no webrtcbin."});
  gst_bin_add(reinterpret_cast<GstBin*>(pipeline), webrtc);
  return webrtc;
}

// Left alone it forgets the loopback, which is all that a visitor on a machine without a network has.
void offer_own_addresses(GstElement* webrtc) {
  GObject* agent = nullptr;
  g_object_get(webrtc, "ice-agent", &agent, nullptr);
  const AnyObject ice(agent);
  for (const auto& address : own_addresses()) {
    gboolean taken = FALSE;
    g_signal_emit_by_name(ice.get(), "add-local-ip-address", address.c_str(), &taken);
  }
}

// Asks webrtcbin for something, and waits for its reply.
Promise ask(GstElement* webrtc, const char* action, const void* argument) {
  Promise promise(gst_promise_new());
  g_signal_emit_by_name(webrtc, action, argument, promise.get());
  const bool has_replied = gst_promise_wait(promise.get()) == GST_PROMISE_RESULT_REPLIED;
  const GstStructure* reply = has_replied ? gst_promise_get_reply(promise.get()) : nullptr;
  if (!has_replied || (reply && gst_structure_has_field(reply, "error"))) {
    throw Failure({Errc::bad_payload, std::string("This offer cannot be answered: ") + action + " failed."});
  }
  return promise;
}

}  // namespace

Peer::Peer(Peers& peers, std::shared_ptr<PeerListener> listener)
    : peers_(peers),
      pipeline_(static_cast<GstElement*>(gst_object_ref_sink(gst_pipeline_new(nullptr)))),
      webrtc_(add_webrtc(pipeline_.get())),
      listener_(std::move(listener)) {}

Peer::~Peer() = default;

// `call` is a lambda without captures; it gets the signal's arguments, and then the peer, if that is still there.
template <class F>
void Peer::on(void* object, const char* signal, F call) {
  const auto forget = [](void* peer, GClosure*) { delete static_cast<std::weak_ptr<Peer>*>(peer); };
  g_signal_connect_data(object, signal, reinterpret_cast<GCallback>(+call), new std::weak_ptr<Peer>(weak_from_this()),
                        forget, GConnectFlags{});
}

std::string Peer::answer(const std::string& offer) {
  using Weak = std::weak_ptr<Peer>;
  const auto description = read_description(DescriptionType::offer, offer);
  if (!description || offer.find("m=application") == std::string::npos) {
    throw Failure({Errc::bad_payload, "This is no offer of a data channel."});
  }

  on(webrtc_, "notify::ice-gathering-state", [](GstElement* webrtc, GParamSpec*, Weak* weak) {
    const auto peer = weak->lock();
    if (!peer || state_of(webrtc, "ice-gathering-state") != gathering_complete) return;
    const std::lock_guard lock(peer->mutex_);
    peer->has_gathered_ = true;
    peer->changed_.notify_all();
  });
  on(webrtc_, "notify::connection-state", [](GstElement* webrtc, GParamSpec*, Weak* weak) {
    const int state = state_of(webrtc, "connection-state");
    if (state != connection_failed && state != connection_closed) return;
    if (const auto peer = weak->lock()) peer->end();
  });
  on(webrtc_, "prepare-data-channel", [](GstElement*, GObject* channel, gboolean, Weak* weak) {
    if (const auto peer = weak->lock()) peer->found(channel);
  });
  deadline_ = run_after(open_within, [weak = weak_from_this()] {
    if (const auto peer = weak.lock(); peer && !peer->is_open()) peer->end();
  });
  offer_own_addresses(webrtc_);
  gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING);

  ask(webrtc_, "set-remote-description", description.get());
  const Promise made = ask(webrtc_, "create-answer", nullptr);
  const GstStructure* reply = gst_promise_get_reply(made.get());
  const GValue* answer = reply ? gst_structure_get_value(reply, "answer") : nullptr;
  if (!answer) throw Failure({Errc::bad_payload, "This offer has no answer."});
  ask(webrtc_, "set-local-description", g_value_get_boxed(answer));

  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, gather_within, [this] { return has_gathered_ || has_ended_; });
  lock.unlock();
  _GstWebRTCSessionDescription* complete = nullptr;
  g_object_get(webrtc_, "local-description", &complete, nullptr);
  if (!complete) throw Failure({Errc::closed, "This connection has ended before it began."});
  return text_of(*Description(complete));
}

// The browser's data channel. There is one; another is not listened to.
void Peer::found(GObject* channel) {
  using Weak = std::weak_ptr<Peer>;
  {
    const std::lock_guard lock(mutex_);
    if (channel_ || has_ended_) return;
    channel_ = another(channel);
  }
  g_object_set(channel, "buffered-amount-low-threshold", guint64{enough_waiting / 2}, nullptr);
  on(channel, "on-open", [](GObject*, Weak* weak) {
    if (const auto peer = weak->lock()) peer->opened();
  });
  on(channel, "on-message-data", [](GObject*, GBytes* message, Weak* weak) {
    const auto peer = weak->lock();
    const auto listener = peer ? peer->listener() : nullptr;
    if (!listener) return;
    gsize size = 0;
    const void* bytes = message ? g_bytes_get_data(message, &size) : nullptr;
    listener->received({static_cast<const std::byte*>(bytes), size});
  });
  on(channel, "on-buffered-amount-low", [](GObject*, Weak* weak) {
    const auto peer = weak->lock();
    if (const auto listener = peer ? peer->listener() : nullptr) listener->drained();
  });
  on(channel, "notify::ready-state", [](GObject* from, GParamSpec*, Weak* weak) {
    const auto peer = state_of(from, "ready-state") >= channel_closing ? weak->lock() : nullptr;
    if (peer) peer->end();
  });
}

void Peer::opened() {
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_ || is_closing_ || std::exchange(is_open_, true)) return;
  }
  if (const auto listener = this->listener()) listener->opened();
}

bool Peer::send(BytesView message) {
  const auto to = is_open() ? channel() : nullptr;
  if (!to) return false;
  const SharedBlock block(g_bytes_new(message.data(), message.size()));
  g_signal_emit_by_name(to.get(), "send-data", block.get());
  return true;
}

bool Peer::send(const std::string& word) {
  const auto to = is_open() ? channel() : nullptr;
  if (to) g_signal_emit_by_name(to.get(), "send-string", word.c_str());
  return to != nullptr;
}

std::size_t Peer::waiting() const {
  guint64 amount = 0;
  if (const auto to = channel()) g_object_get(to.get(), "buffered-amount", &amount, nullptr);
  return amount;
}

bool Peer::is_open() const noexcept {
  const std::lock_guard lock(mutex_);
  return is_open_;
}

void Peer::close() {
  bool was_open = false;
  {
    const std::lock_guard lock(mutex_);
    if (has_ended_ || std::exchange(is_closing_, true)) return;
    was_open = std::exchange(is_open_, false);
  }
  if (!was_open) return end();
  deadline_ = run_after(close_within, [weak = weak_from_this()] {
    if (const auto peer = weak.lock()) peer->end();
  });
  if (const auto open = channel()) g_signal_emit_by_name(open.get(), "send-string", "close");
}

// What a state change waits for may be the thread that calls this, so that another takes the pipeline apart.
void Peer::end() {
  std::shared_ptr<PeerListener> listener;
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(has_ended_, true)) return;
    is_open_ = false;
    listener = std::move(listener_);
    changed_.notify_all();
  }
  if (listener) listener->closed();
  gst_element_call_async(
      pipeline_.get(), [](GstElement*, void* peer) { (*static_cast<std::shared_ptr<Peer>*>(peer))->take_apart(); },
      new std::shared_ptr<Peer>(shared_from_this()),
      [](void* peer) { delete static_cast<std::shared_ptr<Peer>*>(peer); });
}

void Peer::take_apart() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  AnyObject channel;
  {
    const std::lock_guard lock(mutex_);
    channel = std::move(channel_);
  }
  peers_.forget(shared_from_this());
}

AnyObject Peer::channel() const {
  const std::lock_guard lock(mutex_);
  return channel_ ? another(channel_.get()) : nullptr;
}

std::shared_ptr<PeerListener> Peer::listener() const {
  const std::lock_guard lock(mutex_);
  return listener_;
}

Peers::Peers() {
  GError* error = nullptr;
  if (!gst_init_check(nullptr, nullptr, &error)) {
    const std::unique_ptr<GError, Release<g_error_free>> failure(error);
    throw Failure({Errc::io, std::string("GStreamer does not start: ") + (error ? error->message : "")});
  }
  for (const char* part : {"webrtcbin", "nicesrc", "dtlssrtpdec", "sctpdec"}) {
    const Object<GstElementFactory> factory(gst_element_factory_find(part));
    if (factory) continue;
    throw Failure({Errc::usage, std::string("GStreamer has no ") + part +
                                    ": apt-get install gstreamer1.0-plugins-bad gstreamer1.0-nice"});
  }
}

Peers::~Peers() {
  std::unique_lock lock(mutex_);
  const auto rest = all_;
  lock.unlock();
  for (const auto& peer : rest) peer->close();
  lock.lock();
  changed_.wait(lock, [this] { return all_.empty(); });
}

std::shared_ptr<Peer> Peers::make(std::shared_ptr<PeerListener> listener) {
  const std::lock_guard lock(mutex_);
  if (all_.size() >= most) throw Failure({Errc::refused, "There are too many connections already."});
  return *all_.insert(std::make_shared<Peer>(*this, std::move(listener))).first;
}

void Peers::forget(const std::shared_ptr<Peer>& peer) {
  const std::lock_guard lock(mutex_);
  all_.erase(peer);
  changed_.notify_all();
}

}  // namespace webrtc
