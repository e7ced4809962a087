// HttpConnection: one TCP connection that speaks HTTP/1.1, one request at a time.
//
// Owner: its loop, and each Respond that waits. Thread: its loop's. Failure: whatever the peer does
// ends in an error page with a sentence, or in the end of the connection.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "bonito/http/http_server.hpp"
#include "http/event_loop.hpp"
#include "http/pulled_body.hpp"
#include "http/response_head.hpp"

namespace bonito::http {

namespace beast = boost::beast;

// What the connections of one server share; it does not change.
struct ServerContract {
  HttpOptions options;
  HttpEvents events;
};

class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::shared_ptr<EventLoop> loop, LoopSocket socket, std::shared_ptr<const ServerContract> contract);
  void start();
  // What is said to the request, or the handshake, that is being handled; it is dropped if there is none.
  using Said = std::variant<Response, Stream, Accept>;
  void answer(Said said);

  void begin_close() noexcept override;
  void abort() noexcept override { finish(); }
  void check_idle() noexcept override {}  // it has deadlines of its own

 private:
  enum class Phase { reading, handling, writing, pulling, lingering, finished };
  using Parser = beast::http::request_parser<beast::http::string_body>;
  using ErrorCode = boost::system::error_code;

  void next_request();
  void read();
  void parse();
  void send_continue();
  void handle();
  void respond(Response response, Framing framing = Framing::length);
  void pull();
  void on_pulled(PulledBody::Next next);
  void on_responded();
  template <class Buffers, class F>
  void write(const Buffers& buffers, F then);
  void work(std::function<void()> job) const;
  void let_go_of_body();
  void stream(Stream stream);
  void accept(Accept accept);
  void linger();
  void discard();
  void refuse(int status, std::string_view sentence);
  void refuse(ErrorCode error);
  void set_deadline(std::chrono::steady_clock::duration time);
  void run_timer();
  void on_deadline();
  void finish() noexcept;

  const std::shared_ptr<EventLoop> loop_;
  const std::shared_ptr<const ServerContract> contract_;
  LoopSocket socket_;
  LoopTimer timer_;
  std::chrono::steady_clock::time_point deadline_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;  // while a request is read, and a handshake is handled
  std::string peer_;
  std::string head_;
  std::optional<Response> response_;  // while it is written,
  std::shared_ptr<PulledBody> body_;  // and read
  Phase phase_ = Phase::reading;
  bool timer_runs_ = false;
  std::chrono::steady_clock::time_point started_at_;  // when something of the request had arrived
  std::size_t came_ = 0;                              // of it
  std::optional<std::size_t> headers_;                // how many it has
  bool started_ = false;
  bool head_only_ = false;
  bool asked_to_continue_ = false;
  bool keep_alive_ = true;
  bool http_1_0_ = false;
};

}  // namespace bonito::http
