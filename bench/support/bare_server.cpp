#include "support/bare_server.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "support/counting.hpp"
#include "support/setting.hpp"

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

const Bytes& zeros() {
  static const Bytes bytes(4u << 20);
  return bytes;
}

class Visit;

struct Site {
  std::filesystem::path root;
  std::vector<std::weak_ptr<Visit>> listening;
};

// One connection. A function that ends without starting another operation ends it.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(tcp::socket socket, Site& site) : stream_(std::move(socket)), site_(site) {}

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
    if (!websocket::is_upgrade(request_)) return respond(target.substr(0, target.find('?')));
    stream_.auto_fragment(false);
    stream_.binary(true);
    const auto starts = [&](std::string_view path) { return target.starts_with(path); };
    on_message_ = starts("/blast")    ? &Visit::blast
                  : starts("/send")   ? &Visit::send_as_asked
                  : starts("/newest") ? &Visit::send_newest
                                      : &Visit::echo;
    if (starts("/blast")) {
      frames_ = counting_frames(static_cast<std::uint32_t>(number_in(target, "values")), number_in(target, "bytes"));
    }
    setting_time_ = std::chrono::milliseconds(number_in(target, "ms"));
    if (starts("/listen")) site_.listening.push_back(weak_from_this());
    stream_.async_accept(request_, [self = shared_from_this()](ErrorCode error) {
      self->request_ = {};
      if (!error) self->read();
    });
  }

  void respond(const std::string& path) {
    response_ = {http::status::ok, request_.version()};
    response_.set(http::field::content_type, path.ends_with(".js") ? "text/javascript" : "text/html");
    response_.body() = "<!DOCTYPE html><title>hello</title><p>hello";
    if (path == "/change") {
      response_.body() = std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
      for (const auto& listener : site_.listening) {
        if (const auto visit = listener.lock()) visit->owe(12);
      }
    } else if (!site_.root.empty()) {
      std::ifstream file(site_.root / path.substr(1), std::ios::binary);
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
      if (!error) ((*self).*(self->on_message_))();
    });
  }

  void echo() { write_then_read(buffer_.data(), buffer_.size()); }

  void write_then_read(asio::const_buffer message, std::size_t read_bytes) {
    stream_.async_write(message, [self = shared_from_this(), read_bytes](ErrorCode error, std::size_t) {
      if (error) return;
      self->buffer_.consume(read_bytes);
      self->read();
    });
  }

  void blast() {
    buffer_.clear();
    if (sent_ == frames_.size()) {
      stream_.async_close(websocket::close_code::normal, [self = shared_from_this()](ErrorCode) {});
      return;
    }
    stream_.async_write(asio::buffer(frames_[sent_++]), [self = shared_from_this()](ErrorCode error, std::size_t) {
      if (!error) self->blast();
    });
  }

  void send_as_asked() {
    std::uint32_t size = 0;
    asio::buffer_copy(asio::buffer(&size, sizeof size), buffer_.data());
    buffer_.clear();
    owe(size);
    read();
  }

  void owe(std::size_t size) {
    owed_.push_back(std::min(size, zeros().size()));
    if (owed_.size() == 1) pay();
  }

  void pay() {
    stream_.async_write(asio::buffer(zeros().data(), owed_.front()),
                        [self = shared_from_this()](ErrorCode error, std::size_t) {
                          if (error) return;
                          self->owed_.pop_front();
                          if (!self->owed_.empty()) self->pay();
                        });
  }

  void send_newest() {
    if (setting_time_.count() > 0 && !setting_.joinable()) {
      setting_ = std::jthread([time = setting_time_](const std::stop_token& stop) {
        set_often(stop, time, [](std::int64_t now) { newest_number = now; });
      });
    }
    newest_ = newest_number;
    write_then_read(asio::buffer(&newest_, sizeof newest_), buffer_.size());
  }

  websocket::stream<tcp::socket> stream_;
  Site& site_;
  void (Visit::*on_message_)() = &Visit::echo;
  beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
  std::vector<Bytes> frames_;
  std::size_t sent_ = 0;
  std::deque<std::size_t> owed_;
  std::chrono::milliseconds setting_time_{};
  std::int64_t newest_ = 0;  // as it is sent
  std::jthread setting_;
};

}  // namespace

struct BareServer::Impl {
  Impl(std::uint16_t port, std::filesystem::path folder)
      : site{std::move(folder), {}}, acceptor(context, {asio::ip::address_v4::loopback(), port}) {
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
      std::make_shared<Visit>(std::move(socket), site)->read_request();
      accept();
    });
  }

  Site site;
  asio::io_context context{1};
  tcp::acceptor acceptor;
  std::thread thread;
};

BareServer::BareServer(std::uint16_t port, std::filesystem::path root)
    : impl_(std::make_unique<Impl>(port, std::move(root))) {}
BareServer::~BareServer() = default;
std::uint16_t BareServer::port() const noexcept { return impl_->acceptor.local_endpoint().port(); }

}  // namespace bonito::bench
