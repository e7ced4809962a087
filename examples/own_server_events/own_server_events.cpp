// Pages in a server that calls back on a loop of its own, and knows nothing of Bonito: libwebsockets. Each socket is a
// Channel, which an Attachment brings together with its session. Pages open theirs at an address of this program's own.
#include <cstdint>
#include <map>
#include <thread>
#include <utility>

#include "channel.hpp"

namespace {

using namespace bonito;
using own_server::EventChannel;

constexpr std::size_t largest_message = 16u << 20;

// Pages open their socket at /sockets/ID, and this is what they are carried by.
class SocketConnection final : public FrontendConnection {
 public:
  Js setup_connection(Session& session) override { return setup_websocket_connection_js("sockets/", session); }
  Sent write(Payload frame) override { return handler_.write(std::move(frame)); }
  bool is_open() const noexcept override { return handler_.is_open(); }
  void close() noexcept override { handler_.close(); }
  WebSocketHandler& handler() noexcept { return handler_; }

 private:
  WebSocketHandler handler_;
};

std::string header(lws* socket, lws_token_indexes name) {
  std::string value(static_cast<std::size_t>(std::max(0, lws_hdr_total_length(socket, name))) + 1, '\0');
  const int size = lws_hdr_copy(socket, value.data(), static_cast<int>(value.size()), name);
  value.resize(static_cast<std::size_t>(std::max(0, size)));
  return value;
}

Request request_of(lws* socket) {
  char* path = nullptr;
  int size = 0;
  const int method = lws_http_get_uri_and_method(socket, &path, &size);
  char peer[64] = "";
  lws_get_peer_simple(socket, peer, sizeof peer);
  Request request{.method = method == LWSHUMETH_GET    ? "GET"
                            : method == LWSHUMETH_HEAD ? "HEAD"
                                                       : "another",
                  .path = std::string(path, static_cast<std::size_t>(size)),  // decoded
                  .query = header(socket, WSI_TOKEN_HTTP_URI_ARGS),
                  .peer = peer,
                  .client = peer};
  request.headers.emplace_back("Accept-Encoding", header(socket, WSI_TOKEN_HTTP_ACCEPT_ENCODING));
  for (const auto& [name, token] : {std::pair("Range", WSI_TOKEN_HTTP_RANGE),
                                    {"If-Range", WSI_TOKEN_HTTP_IF_RANGE},
                                    {"If-None-Match", WSI_TOKEN_HTTP_IF_NONE_MATCH}}) {
    if (auto value = header(socket, token); !value.empty()) request.headers.emplace_back(name, std::move(value));
  }
  return request;
}

class EventServer {
 public:
  EventServer(std::uint16_t port, App app) : app_(std::move(app)) {
    static const lws_protocols protocols[] = {{"bonito", on_event, 0, 4096, 0, nullptr, 0}, {}};
    lws_set_log_level(LLL_ERR, nullptr);
    lws_context_creation_info info{};
    info.port = port;
    info.iface = "127.0.0.1";
    info.protocols = protocols;
    info.gid = info.uid = -1;
    info.user = this;
    info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
    context_ = lws_create_context(&info);
    if (!context_) throw std::runtime_error("Port " + std::to_string(port) + " is taken, or not to be had.");
  }
  ~EventServer() { lws_context_destroy(context_); }
  EventServer(const EventServer&) = delete;
  EventServer& operator=(const EventServer&) = delete;

  int port() const { return lws_get_vhost_listen_port(lws_get_vhost_by_name(context_, "default")); }

  // Until close() is called and every socket has gone.
  void run() {
    while (!ending_ || !sockets_.empty()) lws_service(context_, 0);
  }
  // Any thread.
  void close() {
    ending_ = true;
    pages_.close();
    lws_cancel_service(context_);
  }

 private:
  struct Socket {
    std::shared_ptr<EventChannel> channel;
    std::shared_ptr<Session> session;  // null: it is told to go
    Attachment attachment;
    Bytes message;  // what has come of it
  };

  static int on_event(lws* socket, lws_callback_reasons what, void*, void* in, std::size_t size) {
    auto& server = *static_cast<EventServer*>(lws_context_user(lws_get_context(socket)));
    const auto bytes = as_bytes({static_cast<const char*>(in), size});
    switch (what) {
      case LWS_CALLBACK_FILTER_NETWORK_CONNECTION: return server.ending_;
      case LWS_CALLBACK_HTTP: return server.answer(socket);
      case LWS_CALLBACK_HTTP_WRITEABLE: return server.send_body(socket);
      case LWS_CALLBACK_CLOSED_HTTP: return static_cast<void>(server.bodies_.erase(socket)), 0;
      case LWS_CALLBACK_ESTABLISHED: return server.open(socket);
      case LWS_CALLBACK_RECEIVE: return server.receive(socket, bytes);
      case LWS_CALLBACK_SERVER_WRITEABLE: return server.write(socket);
      case LWS_CALLBACK_CLOSED: return server.closed(socket);
      case LWS_CALLBACK_EVENT_WAIT_CANCELLED: return server.woken();
      default: return 0;
    }
  }

  // ── requests; the page of this program is quickly made ──

  int answer(lws* socket) {
    const Request request = request_of(socket);
    Response response = own_server::answer(pages_, app_, request);
    unsigned char head[LWS_PRE + 2048];
    unsigned char *at = head + LWS_PRE, *const end = head + sizeof head;
    const auto add = [&](const std::string& name, const std::string& value) {
      return lws_add_http_header_by_name(socket, reinterpret_cast<const unsigned char*>((name + ":").c_str()),
                                         reinterpret_cast<const unsigned char*>(value.data()),
                                         static_cast<int>(value.size()), &at, end) != 0;
    };
    if (lws_add_http_header_status(socket, static_cast<unsigned>(response.status), &at, end)) return 1;
    for (const auto& [name, value] : response.headers) {
      if (add(name, value)) return 1;
    }
    const auto size = response.source ? response.source->size : response.body.size();
    if (size ? add("Content-Length", std::to_string(*size)) : add("Connection", "close")) return 1;
    if (lws_finalize_write_http_header(socket, head + LWS_PRE, &at, end)) return 1;
    if (request.method == "HEAD" || size == 0U) return lws_http_transaction_completed(socket);
    bodies_[socket] = {std::string(LWS_PRE, '\0') + response.body, response.source};
    return static_cast<void>(lws_callback_on_writable(socket)), 0;
  }

  int send_body(lws* socket) {
    const auto found = bodies_.find(socket);
    if (found == bodies_.end()) return 0;
    auto& [text, source, sent_bytes] = found->second;
    if (source) return send_piece(socket, *source, sent_bytes);
    const bool sent = send(socket, text, LWS_WRITE_HTTP_FINAL);
    bodies_.erase(found);
    return sent && !lws_http_transaction_completed(socket) ? 0 : -1;
  }

  // A download: a piece each time the socket takes more. It is read on the loop, so what blocks does not belong here.
  // One of an unknown size ends with its connection.
  int send_piece(lws* socket, const BodySource& source, std::uint64_t& sent_bytes) try {
    constexpr std::size_t piece_size = 64u << 10;
    std::string piece(LWS_PRE + piece_size, '\0');
    const auto bytes = source.read(std::as_writable_bytes(std::span(piece)).subspan(LWS_PRE));
    piece.resize(LWS_PRE + bytes);
    sent_bytes += bytes;
    if (bytes > 0) {
      return send(socket, piece, LWS_WRITE_HTTP) ? static_cast<void>(lws_callback_on_writable(socket)), 0 : -1;
    }
    const bool is_whole = sent_bytes == source.size;  // or else the connection ends
    bodies_.erase(socket);
    return is_whole && !lws_http_transaction_completed(socket) ? 0 : -1;
  } catch (...) {
    return -1;  // unfinished
  }

  static bool send(lws* socket, std::string& text, lws_write_protocol how) {
    return lws_write(socket, reinterpret_cast<unsigned char*>(text.data()) + LWS_PRE, text.size() - LWS_PRE, how) >= 0;
  }

  // ── sockets ──

  int open(lws* socket) {
    auto& mine = sockets_[socket];
    mine.channel = std::make_shared<EventChannel>(socket, wakeups_);
    Request request{.path = header(socket, WSI_TOKEN_GET_URI), .headers = {{"Host", header(socket, WSI_TOKEN_HOST)}}};
    const auto origin = header(socket, WSI_TOKEN_ORIGIN);
    if (!origin.empty()) request.headers.emplace_back("Origin", origin);  // who says none is no browser
    const auto [session, refusal] = pages_.admit(request);
    mine.session = session;
    if (session) {
      mine.attachment = connection_of<SocketConnection>(*session)->handler().attach(*session, mine.channel);
    } else {
      mine.channel->close_with(own_server::farewell_of(refusal));
    }
    return 0;
  }

  int receive(lws* socket, BytesView part) {
    auto& [channel, session, attachment, message] = sockets_.at(socket);
    if (!lws_frame_is_binary(socket) || message.size() + part.size() > largest_message) return -1;
    message.insert(message.end(), part.begin(), part.end());
    if (lws_remaining_packet_payload(socket) || !lws_is_final_fragment(socket)) return 0;
    attachment.process_message(message);
    message.clear();
    return 0;
  }

  int write(lws* socket) {
    const auto& mine = sockets_.at(socket);
    const auto flushed = mine.channel->flush();
    if (flushed == EventChannel::Flushed::some) lws_callback_on_writable(socket);
    if (mine.channel->has_room()) mine.attachment.writable();
    return flushed == EventChannel::Flushed::no_more ? -1 : 0;
  }

  int closed(lws* socket) {
    const auto gone = sockets_.extract(socket);
    if (!gone) return 0;  // it was not let in
    gone.mapped().channel->ended();
    const auto how = gone.mapped().attachment.closed();
    if (gone.mapped().session) end_connection(*gone.mapped().session, how);
    return 0;
  }

  int woken() {
    for (lws* const socket : wakeups_.take()) {
      if (sockets_.contains(socket)) lws_callback_on_writable(socket);
    }
    return 0;
  }

  const App app_;
  Pages pages_;
  std::atomic<bool> ending_{false};
  own_server::Wakeups wakeups_;
  // The loop's alone.
  std::map<lws*, Socket> sockets_;
  struct Body {
    std::string text;  // after LWS_PRE bytes
    std::shared_ptr<const BodySource> source;
    std::uint64_t sent_bytes = 0;
  };
  std::map<lws*, Body> bodies_;  // on their way
  lws_context* context_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) try {
  const own_server::EndSignals signals;
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  ConformanceOption conformance(argc, argv);
  const CounterAndClock page("An event-driven server", own_server::downloads());
  const Registration carried = register_connection([] { return std::make_unique<SocketConnection>(); });
  EventServer server(ServerOptions{}.with_arguments(argc, argv).port, conformance.in_place_of(page.app()));
  const std::jthread loop([&] { server.run(); });
  std::cout << "Listening on http://127.0.0.1:" << server.port() << std::endl;
  conformance ? conformance.check() : signals.wait();
  server.close();
  return conformance.status();
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
