// Pages in a server that has a thread for each connection, and knows nothing of Bonito: Poco's. Its WebSocket becomes
// four functions, and run_connection_loop does the rest.
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/WebSocket.h>
#include <Poco/ThreadPool.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <stdexcept>

#include "../own_server.hpp"

namespace {

using namespace bonito;
namespace net = Poco::Net;

constexpr std::size_t largest_message = 16u << 20;
const Poco::Timespan patience(20, 0);  // for a peer that takes nothing

// Pages open their socket here, followed by the session's id. Whether they may is for Pages::admit to say.
constexpr std::string_view sockets = "/_bonito/ws/";

// The sockets of a session. Nobody has registered another kind of connection here.
WebSocketHandler& handler_of(const Session& session) { return connection_of<WebSocketConnection>(session)->handler(); }

// A WebSocketStream, which says why it closes. Poco throws when a peer is gone: that is an ordinary false here.
class Socket {
 public:
  explicit Socket(const net::WebSocket& socket) : socket_(socket) {
    socket_.setMaxPayloadSize(static_cast<int>(largest_message));
    socket_.setSendTimeout(patience);
    socket_.setNoDelay(true);
  }

  bool read(Bytes& frame) try {
    int flags = 0;
    for (bool whole = false; !whole;) {
      part_.resize(0);
      const int size = socket_.receiveFrame(part_, flags);
      const int kind = flags & net::WebSocket::FRAME_OP_BITMASK;
      const auto bytes = as_bytes({part_.begin(), part_.size()});
      if ((size == 0 && flags == 0) || frame.size() + bytes.size() > largest_message) return false;
      if (kind == net::WebSocket::FRAME_OP_CLOSE || kind == net::WebSocket::FRAME_OP_TEXT) return false;
      if (kind == net::WebSocket::FRAME_OP_PING) send(bytes, net::WebSocket::FRAME_OP_PONG);
      if (kind == net::WebSocket::FRAME_OP_PING || kind == net::WebSocket::FRAME_OP_PONG) continue;
      frame.insert(frame.end(), bytes.begin(), bytes.end());
      whole = (flags & net::WebSocket::FRAME_FLAG_FIN) != 0;
    }
    return true;
  } catch (const Poco::Exception&) {
    return false;
  }

  bool write(BytesView frame) try {
    send(frame, net::WebSocket::FRAME_OP_BINARY);
    return true;
  } catch (const Poco::Exception&) {
    return false;
  }

  bool is_open() const { return open_; }

  void close() { close_with({}); }
  void close(const Bye& why) { close_with(own_server::farewell_of(why)); }

 private:
  void close_with(const own_server::Farewell& words) {
    open_ = false;
    const std::unique_lock lock(sending_, std::try_to_lock);  // a peer that takes nothing is told nothing
    try {
      if (lock) socket_.shutdown(words.code, words.reason);
      socket_.StreamSocket::shutdown();  // ends a read() that waits
    } catch (const Poco::Exception&) {
      // It is gone already.
    }
  }
  void send(BytesView bytes, int kind) {
    const std::lock_guard lock(sending_);
    socket_.sendFrame(bytes.data(), static_cast<int>(bytes.size()), net::WebSocket::FRAME_FLAG_FIN | kind);
  }

  net::WebSocket socket_;
  Poco::Buffer<char> part_{0};
  std::mutex sending_;
  std::atomic<bool> open_{true};
};

// What all requests see.
struct Site {
  App app;
  Pages pages{};
  std::atomic<int> loops{0};
};

Request request_of(const net::HTTPServerRequest& from) {
  auto request = own_server::request_of(from.getMethod(), from.getURI(), from.clientAddress().host().toString());
  for (const auto& [name, value] : from) request.headers.emplace_back(name, value);
  return request;
}

class Handler final : public net::HTTPRequestHandler {
 public:
  explicit Handler(Site& site) : site_(site) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const Request asked = request_of(request);
    if (asked.path.starts_with(sockets)) return serve_socket(asked, request, response);
    const Response answer = own_server::answer(site_.pages, site_.app, asked);
    response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    for (const auto& [name, value] : answer.headers) response.set(name, value);
    if (answer.status == 304) return static_cast<void>(response.send());  // without a length: it has no body
    if (answer.source) return send_source(*answer.source, request, response);
    response.sendBuffer(answer.body.data(), answer.body.size());
  }

 private:
  // A download, piece by piece.
  static void send_source(const BodySource& source, net::HTTPServerRequest& request,
                          net::HTTPServerResponse& response) try {
    if (source.size) response.setContentLength64(static_cast<Poco::Int64>(*source.size));
    if (!source.size) response.setChunkedTransferEncoding(true);
    std::ostream& out = response.send();
    if (request.getMethod() == net::HTTPRequest::HTTP_HEAD) return;
    Bytes piece(64u << 10);
    std::uint64_t sent = 0;
    while (const std::size_t bytes = source.read(piece)) {
      if (!out.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(bytes))) return;
      sent += bytes;
    }
    if (source.size && sent != *source.size) throw std::runtime_error("A body ended before its size.");
  } catch (...) {
    dynamic_cast<net::HTTPServerRequestImpl&>(request).socket().shutdown();  // so that nobody takes it for whole
    throw;
  }

  void serve_socket(const Request& asked, net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
    const auto [session, refusal] = site_.pages.admit(asked);
    Socket socket(net::WebSocket(request, response));
    if (!session) return socket.close(refusal);
    ++site_.loops;
    const auto how = run_connection_loop(*session, handler_of(*session), socket);
    end_connection(*session, how);
    --site_.loops;
    site_.loops.notify_one();
  }

  Site& site_;
};

class Handlers final : public net::HTTPRequestHandlerFactory {
 public:
  explicit Handlers(Site& site) : site_(site) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override { return new Handler(site_); }

 private:
  Site& site_;
};

}  // namespace

int main(int argc, char** argv) try {
  const own_server::EndSignals signals;
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  ConformanceOption conformance(argc, argv);
  const auto port = ServerOptions{}.with_arguments(argc, argv).port;
  const CounterAndClock page("A blocking server", own_server::downloads());
  Site site{.app = conformance.in_place_of(page.app())};
  net::ServerSocket listening;
  listening.bind(net::SocketAddress("127.0.0.1", port), true, false);  // a port that another program has is an error
  listening.listen();
  Poco::ThreadPool threads(2, 1000);  // each socket has one
  net::HTTPServer server(new Handlers(site), threads, listening, new net::HTTPServerParams);
  server.start();
  std::cout << "Listening on http://127.0.0.1:" << server.port() << std::endl;
  conformance ? conformance.check() : signals.wait();
  server.stop();       // nobody comes any more,
  site.pages.close();  // every page is told,
  for (int left = 0; (left = site.loops) != 0;) site.loops.wait(left);
  server.stopAll(true);  // and who asks for nothing is not waited for
  threads.joinAll();
  return conformance.status();
} catch (const Poco::Exception& failure) {
  std::cerr << failure.displayText() << '\n';
  return 1;
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
