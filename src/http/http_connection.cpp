#include "http/http_connection.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/completion_condition.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <exception>
#include <limits>
#include <utility>

#include "bonito/base/log.hpp"
#include "bonito/web/error_page.hpp"
#include "http/http_request.hpp"
#include "http/stream_connection.hpp"
#include "http/websocket_connection.hpp"

namespace bonito::http {
namespace {

using HttpError = beast::http::error;

constexpr std::uint32_t max_header_bytes = 64u << 10;
constexpr std::size_t max_between_bytes = 8u << 10;  // between two chunks, or after the last
constexpr std::size_t slowest_body = 16u << 10;      // bytes in a second, when all the time for a request is used up
constexpr std::chrono::seconds linger_time{2};

// The promise of one answer. The last copy to go without a word says 500.
class Exchange {
 public:
  Exchange(std::shared_ptr<EventLoop> loop, std::shared_ptr<HttpConnection> connection)
      : loop_(std::move(loop)), connection_(std::move(connection)) {}
  ~Exchange() {
    if (answered_) return;
    try {
      answer(error_page(500, "The program behind this page did not answer."));
    } catch (const std::exception& failure) {
      log(LogLevel::error, LogOwner::library, std::string("A response could not be sent: ") + failure.what());
    }
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  void answer(HttpConnection::Said said) {
    if (answered_.exchange(true)) return;
    loop_->post([connection = std::move(connection_), said = std::move(said)]() mutable {
      connection->answer(std::move(said));
    });
  }

 private:
  const std::shared_ptr<EventLoop> loop_;
  std::shared_ptr<HttpConnection> connection_;  // until answered
  std::atomic<bool> answered_ = false;
};

// Calls the program's `callback`; what it throws is logged.
template <class F>
void guarded(const char* what, F callback) {
  try {
    callback();
  } catch (const std::exception& failure) {
    log(LogLevel::error, LogOwner::app, std::string(what) + " threw: " + failure.what());
  } catch (...) {
    log(LogLevel::error, LogOwner::app, std::string(what) + " threw what is no std::exception.");
  }
}

std::size_t count_of(const BeastRequest& message) {
  return static_cast<std::size_t>(std::distance(message.begin(), message.end()));
}

}  // namespace

HttpConnection::HttpConnection(std::shared_ptr<EventLoop> loop, LoopSocket socket,
                               std::shared_ptr<const ServerContract> contract)
    : loop_(std::move(loop)), contract_(std::move(contract)), socket_(std::move(socket)), timer_(loop_->context()) {}

void HttpConnection::start() {
  ErrorCode error;
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
  const auto peer = socket_.remote_endpoint(error);
  if (!error) peer_ = peer.address().to_string();
  loop_->add(shared_from_this());
  if (phase_ == Phase::reading) next_request();
}

void HttpConnection::next_request() {
  phase_ = Phase::reading;
  started_ = asked_to_continue_ = head_only_ = http_1_0_ = false;
  parser_.emplace();
  headers_.reset();
  came_ = 0;
  parser_->header_limit(max_header_bytes);
  parser_->body_limit(contract_->options.max_body_bytes);
  set_deadline(contract_->options.request_timeout);
  if (buffer_.size() > 0) {
    parse();  // a request that came on the heels of the last one
  } else {
    buffer_ = {};
    read();
  }
}

void HttpConnection::read() {
  const std::size_t chunk = parser_->is_header_done() ? 32u << 10 : 4u << 10;
  socket_.async_read_some(buffer_.prepare(chunk), [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
    if (self->phase_ != Phase::reading) return;
    if (error)
      return self->started_ && error == asio::error::eof ? self->refuse(HttpError::partial_message) : self->finish();
    self->buffer_.commit(bytes);
    self->came_ += bytes;
    self->parse();
  });
}

void HttpConnection::parse() {
  while (!started_ && buffer_.size() >= 2) {  // an empty line before a request is forgiven (RFC 9112, 2.2)
    if (std::string_view(static_cast<const char*>(buffer_.data().data()), 2) != "\r\n") break;
    buffer_.consume(2);
  }
  if (!started_ && buffer_.size() > 0) {
    started_ = true;
    started_at_ = std::chrono::steady_clock::now();
  }
  if (started_) {  // who sends much gets longer
    const std::chrono::seconds more(std::min(came_, contract_->options.max_body_bytes) / slowest_body);
    set_deadline(started_at_ + contract_->options.request_timeout + more - std::chrono::steady_clock::now());
  }
  ErrorCode error;
  while (!parser_->is_done() && buffer_.size() > 0) {
    buffer_.consume(parser_->put(buffer_.data(), error));
    if (error == HttpError::need_more) break;
    if (error) return refuse(error);
    if (!headers_ && parser_->is_header_done()) {
      headers_ = count_of(parser_->get());
      parser_->eager(true);
    }
  }
  if (parser_->is_done()) return handle();
  if (headers_ && buffer_.size() > max_between_bytes) {
    return refuse(431, "What stands between the chunks of this request is longer than 8 KiB.");
  }
  const bool expects = parser_->is_header_done() && !asked_to_continue_ &&
                       beast::iequals(parser_->get()[beast::http::field::expect], "100-continue");
  expects ? send_continue() : read();
}

void HttpConnection::send_continue() {
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asked_to_continue_ = true;
  asio::async_write(socket_, asio::buffer(go_on), [self = shared_from_this()](ErrorCode error, std::size_t) {
    if (self->phase_ == Phase::reading) error ? self->finish() : self->read();
  });
}

void HttpConnection::handle() {
  // The parser would take them for headers, and a proxy that sets those need not know of them.
  if (count_of(parser_->get()) != *headers_) return refuse(400, "This server takes no fields after a request's body.");
  auto request = read_request(parser_->get(), peer_);
  if (!request) return refuse(400, request.error().message);
  keep_alive_ = parser_->keep_alive() && !loop_->is_closing();
  http_1_0_ = parser_->get().version() == 10;
  head_only_ = request->method == "HEAD";
  const bool upgrade = contract_->events.on_upgrade && beast::websocket::is_upgrade(parser_->get());
  if (upgrade && buffer_.size() > 0) {
    return refuse(400, "Nothing may follow a WebSocket handshake before it is answered.");
  }
  phase_ = Phase::handling;
  const auto exchange = std::make_shared<Exchange>(loop_, shared_from_this());
  if (upgrade) {
    Decide decide = [exchange](UpgradeAnswer answer) {
      std::visit([&](auto& said) { exchange->answer(std::move(said)); }, answer);
    };
    return guarded("on_upgrade", [&] { contract_->events.on_upgrade(std::move(*request), std::move(decide)); });
  }
  parser_.reset();
  Respond respond(
      [exchange](Answer answer) { std::visit([&](auto& said) { exchange->answer(std::move(said)); }, answer); });
  guarded("on_request", [&] { contract_->events.on_request(std::move(*request), std::move(respond)); });
}

void HttpConnection::answer(Said said) {
  if (phase_ != Phase::handling) return;
  if (auto* response = std::get_if<Response>(&said)) return respond(std::move(*response));
  if (auto* open = std::get_if<Stream>(&said)) return stream(std::move(*open));
  accept(std::get<Accept>(std::move(said)));
}

// What follows is the stream's connection.
void HttpConnection::stream(Stream stream) {
  const auto framing = http_1_0_ ? Framing::until_end : Framing::chunked;
  const int status = stream.head.status;
  if (head_only_ || !has_body(status) || status > 999) return respond(std::move(stream.head), framing);
  auto head = response_head(stream.head, Persistence::close, framing);
  start_stream(loop_, std::move(socket_), std::move(head), framing, std::move(stream));
  finish();
}

void HttpConnection::accept(Accept accept) {
  ErrorCode error;
  const auto endpoint = socket_.local_endpoint(error);
  const auto handle = error ? -1 : socket_.release(error);
  if (!error) accept_websocket(loop_, endpoint.protocol(), handle, parser_->get(), std::move(accept));
  finish();
}

void HttpConnection::respond(Response response, Framing framing) {
  phase_ = Phase::writing;
  parser_.reset();
  if (response.status < 200 || response.status > 999) {
    log(LogLevel::error, LogOwner::app,
        "A handler answered with " + std::to_string(response.status) +
            ", which is no status. The visitor was told 500.");
    response = error_page(500, "The program behind this page could not answer. Its log says why.");
    framing = Framing::length;
  }
  if (response.source) {
    framing = response.source->size ? Framing::length : http_1_0_ ? Framing::until_end : Framing::chunked;
  } else if (framing == Framing::length && head_only_ && response.body.empty()) {
    framing = Framing::unsaid;
  }
  if (loop_->is_closing() || framing == Framing::until_end) keep_alive_ = false;
  const auto persistence = !keep_alive_ ? Persistence::close : http_1_0_ ? Persistence::keep_aloud : Persistence::keep;
  response_ = std::move(response);
  head_ = response_head(*response_, persistence, framing);
  const bool with_body = !head_only_ && has_body(response_->status);
  if (with_body && response_->source) body_ = std::make_shared<PulledBody>(response_->source, framing);
  const std::array<asio::const_buffer, 2> buffers{
      asio::buffer(head_), asio::buffer(response_->body, with_body && !body_ ? response_->body.size() : 0)};
  write(buffers, [this] { body_ ? pull() : on_responded(); });
}

// A peer that reads slowly gets its time as long as it reads at all.
template <class Buffers, class F>
void HttpConnection::write(const Buffers& buffers, F then) {
  const auto progress = [self = shared_from_this()](ErrorCode error, std::size_t) -> std::size_t {
    if (error || self->phase_ != Phase::writing) return 0;
    self->set_deadline(self->contract_->options.request_timeout);
    return std::numeric_limits<std::size_t>::max();
  };
  asio::async_write(socket_, buffers, progress, [self = shared_from_this(), then](ErrorCode error, std::size_t) {
    if (self->phase_ == Phase::writing) error ? self->finish() : then();
  });
}

void HttpConnection::on_responded() {
  let_go_of_body();
  keep_alive_ ? next_request() : linger();
}

// The next piece, when all of the last one has been taken: a peer that takes nothing keeps nobody busy.
void HttpConnection::pull() {
  phase_ = Phase::pulling;
  work([self = shared_from_this(), body = body_] {
    const auto next = body->pull();
    self->loop_->post([self, next] { self->on_pulled(next); });
  });
}

void HttpConnection::on_pulled(PulledBody::Next next) {
  if (phase_ != Phase::pulling) return;
  if (next == PulledBody::Next::broken) {
    // A peer that takes the end of the connection for the body's has to see another one.
    ErrorCode ignored;
    if (http_1_0_) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    return finish();
  }
  phase_ = Phase::writing;
  write(body_->buffers(), [this, next] { next == PulledBody::Next::piece ? pull() : on_responded(); });
}

void HttpConnection::work(std::function<void()> job) const {
  contract_->events.on_work ? contract_->events.on_work(std::move(job)) : job();
}

// Its end may be the program's code, which may block.
void HttpConnection::let_go_of_body() {
  auto response = std::exchange(response_, std::nullopt);
  if (!response || !response->source) return;
  work([source = std::move(response->source), body = std::exchange(body_, nullptr)]() mutable {
    body = nullptr;
    source = nullptr;
  });
}

// Closing while bytes of the peer are unread would reset the connection, and the peer might never see
// the response. So: say that this was all, and let the peer go first, for a while.
void HttpConnection::linger() {
  phase_ = Phase::lingering;
  ErrorCode error;
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  buffer_ = {};
  set_deadline(linger_time);
  discard();
}

void HttpConnection::discard() {
  socket_.async_read_some(buffer_.prepare(4u << 10), [self = shared_from_this()](ErrorCode error, std::size_t) {
    if (self->phase_ != Phase::lingering) return;
    error ? self->finish() : self->discard();
  });
}

void HttpConnection::refuse(int status, std::string_view sentence) {
  keep_alive_ = false;
  parser_.reset();
  phase_ = Phase::handling;
  respond(error_page(status, sentence));
}

void HttpConnection::refuse(ErrorCode why) {
  if (why == HttpError::header_limit) return refuse(431, "The headers of this request are longer than 64 KiB.");
  if (why == HttpError::body_limit) return refuse(413, "The body of this request is longer than this server takes.");
  if (why == HttpError::partial_message) return refuse(400, "This request ended before it was complete.");
  refuse(400, "This is no HTTP request that this server understands: " + why.message() + ".");
}

// Moving the deadline away costs nothing: the timer looks again when it fires.
void HttpConnection::set_deadline(std::chrono::steady_clock::duration time) {
  deadline_ = std::chrono::steady_clock::now() + time;
  if (!timer_runs_ || deadline_ < timer_.expiry()) run_timer();
}

void HttpConnection::run_timer() {
  timer_runs_ = true;
  timer_.expires_at(deadline_);
  timer_.async_wait([self = shared_from_this()](ErrorCode error) {
    if (error || self->phase_ == Phase::finished) return;
    self->timer_runs_ = false;
    std::chrono::steady_clock::now() < self->deadline_ ? self->run_timer() : self->on_deadline();
  });
}

void HttpConnection::on_deadline() {
  if (phase_ == Phase::handling || phase_ == Phase::pulling) return;
  if (phase_ != Phase::reading || !started_) return finish();
  phase_ = Phase::handling;  // so that the read that is cancelled here changes nothing
  ErrorCode error;
  socket_.cancel(error);
  refuse(408, "This request did not arrive in time.");
}

void HttpConnection::begin_close() noexcept {
  keep_alive_ = false;
  if (phase_ == Phase::reading || phase_ == Phase::lingering) finish();
}

void HttpConnection::finish() noexcept {
  if (phase_ == Phase::finished) return;
  phase_ = Phase::finished;
  timer_.cancel();
  ErrorCode error;
  socket_.close(error);
  guarded("on_work", [this] { let_go_of_body(); });
  loop_->remove(*this);
}

}  // namespace bonito::http
