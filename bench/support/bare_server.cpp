#include "support/bare_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "support/counting.hpp"

namespace bonito::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

std::size_t number_in(const std::string& target, const std::string& name) {
  const auto found = target.find(name + "=");
  return found == target.npos ? 0 : std::stoul(target.substr(found + name.size() + 1));
}

// One connection. A function that ends without starting another operation ends it.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(tcp::socket socket, const std::filesystem::path& root) : stream_(std::move(socket)), root_(root) {}

  void read_request() {
    request_ = {};
    http::async_read(stream_.next_layer(), buffer_, request_,
                     [self = shared_from_this()](ErrorCode error, std::size_t) {
                       if (!error) self->answer();
                     });
  }

 private:
  void answer() {
    const std::string target(request_.target());
    if (!websocket::is_upgrade(request_)) return send_file(target.substr(0, target.find('?')));
    stream_.auto_fragment(false);
    stream_.binary(true);
    if (target.starts_with("/blast")) {
      frames_ = counting_frames(static_cast<std::uint32_t>(number_in(target, "values")), number_in(target, "bytes"));
    }
    stream_.async_accept(request_, [self = shared_from_this()](ErrorCode error) {
      self->request_ = {};
      if (!error) self->read();
    });
  }

  void send_file(const std::string& path) {
    response_ = {http::status::ok, request_.version()};
    response_.set(http::field::content_type, path.ends_with(".js") ? "text/javascript" : "text/html");
    response_.body() = "<!DOCTYPE html><title>hello</title><p>hello";
    if (!root_.empty()) {
      std::ifstream file(root_ / path.substr(1), std::ios::binary);
      if (!file) response_.result(http::status::not_found);
      response_.body().assign(std::istreambuf_iterator<char>(file), {});
    }
    response_.prepare_payload();
    http::async_write(stream_.next_layer(), response_, [self = shared_from_this()](ErrorCode error, std::size_t) {
      if (!error) self->read_request();
    });
  }

  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](ErrorCode error, std::size_t) {
      if (error) return;
      if (self->frames_.empty()) return self->echo();
      self->buffer_.clear();
      self->blast();
    });
  }

  void echo() {
    stream_.async_write(buffer_.data(), [self = shared_from_this()](ErrorCode error, std::size_t bytes) {
      if (error) return;
      self->buffer_.consume(bytes);
      self->read();
    });
  }

  void blast() {
    if (sent_ == frames_.size()) {
      stream_.async_close(websocket::close_code::normal, [self = shared_from_this()](ErrorCode) {});
      return;
    }
    stream_.async_write(asio::buffer(frames_[sent_++]), [self = shared_from_this()](ErrorCode error, std::size_t) {
      if (!error) self->blast();
    });
  }

  websocket::stream<tcp::socket> stream_;
  const std::filesystem::path& root_;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  std::vector<Bytes> frames_;
  std::size_t sent_ = 0;
};

}  // namespace

struct BareServer::Impl {
  Impl(std::uint16_t port, std::filesystem::path folder)
      : root(std::move(folder)), acceptor(context, {asio::ip::address_v4::loopback(), port}) {
    accept();
    thread = std::thread([this] { context.run(); });
  }
  ~Impl() {
    context.stop();
    thread.join();
  }
  void accept() {
    acceptor.async_accept([this](ErrorCode error, tcp::socket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Visit>(std::move(socket), root)->read_request();
      accept();
    });
  }

  const std::filesystem::path root;
  asio::io_context context{1};
  tcp::acceptor acceptor;
  std::thread thread;
};

BareServer::BareServer(std::uint16_t port, std::filesystem::path root)
    : impl_(std::make_unique<Impl>(port, std::move(root))) {}
BareServer::~BareServer() = default;
std::uint16_t BareServer::port() const noexcept { return impl_->acceptor.local_endpoint().port(); }

}  // namespace bonito::bench
