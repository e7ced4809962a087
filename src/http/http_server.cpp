#include "bonito/http/http_server.hpp"

#include <fcntl.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <mutex>
#include <optional>
#include <vector>

#include "bonito/base/error.hpp"
#include "bonito/base/log.hpp"
#include "http/event_loop.hpp"
#include "http/http_connection.hpp"

namespace bonito::http {
namespace {

using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;

constexpr std::chrono::milliseconds pause_without_files{100};

std::string place(const HttpOptions& options) { return "Port " + std::to_string(options.port) + " on " + options.host; }

tcp::endpoint resolve(asio::io_context& context, const HttpOptions& options) {
  ErrorCode error;
  const auto found = tcp::resolver(context).resolve(options.host, std::to_string(options.port),
                                                    tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) {
    throw Failure({Errc::io, "The host \"" + options.host + "\" is no address that can be listened on (" +
                                 error.message() + "). Use one of this machine, such as 127.0.0.1 or 0.0.0.0."});
  }
  return *found.begin();
}

// A program that the handlers start must not keep our sockets open. Asio 1.74 does not see to that.
void keep_from_children(int handle) { ::fcntl(handle, F_SETFD, FD_CLOEXEC); }

void listen(Acceptor& acceptor, const tcp::endpoint& endpoint, const HttpOptions& options) {
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) {
    keep_from_children(acceptor.native_handle());
    acceptor.set_option(tcp::acceptor::reuse_address(true), error);  // a restart need not wait
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    throw Failure({Errc::in_use, place(options) +
                                     " is in use. Stop the program that has it, or choose another port (0 takes any "
                                     "free one)."});
  }
  if (error) {
    throw Failure({Errc::io, place(options) + " cannot be listened on: " + error.message() +
                                 ". Choose an address of this machine and a port you may use."});
  }
}

}  // namespace

struct HttpServer::Impl {
  Impl(HttpOptions options, HttpEvents events)
      : contract(std::make_shared<const ServerContract>(ServerContract{std::move(options), std::move(events)})) {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, contract->options.io_threads); ++i) {
      loops.push_back(std::make_shared<EventLoop>(contract->options.ping_interval));
    }
    auto& context = loops.front()->context();
    listen(acceptor.emplace(context), resolve(context, contract->options), contract->options);
    port = acceptor->local_endpoint().port();
    pause.emplace(context);
    accept_next();
  }

  // The loops take turns.
  void accept_next() {
    const auto& loop = loops[turn++ % loops.size()];
    acceptor->async_accept(loop->context(), [this, loop](ErrorCode error, LoopSocket socket) {
      if (!acceptor->is_open()) return;
      if (error) return on_accept_error(error);
      if (is_full()) {
        complain("There are " + std::to_string(contract->options.max_connections) +
                 " connections, as many as max_connections allows. One more was closed.");
      } else {
        keep_from_children(socket.native_handle());
        loop->post([loop, contract = contract, socket = std::move(socket)]() mutable {
          std::make_shared<HttpConnection>(loop, std::move(socket), contract)->start();
        });
      }
      accept_next();
    });
  }

  bool is_full() const noexcept {
    std::size_t open = 0;
    for (const auto& loop : loops) open += loop->size();
    return open >= contract->options.max_connections;
  }

  // Trying again at once would only burn time: files have to be closed first.
  void on_accept_error(ErrorCode error) {
    using namespace boost::system::errc;
    if (error != too_many_files_open && error != too_many_files_open_in_system && error != no_buffer_space &&
        error != not_enough_memory) {
      return accept_next();  // a peer that left before it was accepted
    }
    complain("No connection can be accepted: " + error.message() + ". Raise the limit of open files.");
    pause->expires_after(pause_without_files);
    pause->async_wait([this](ErrorCode cancelled) {
      if (!cancelled && acceptor->is_open()) accept_next();
    });
  }

  // At most once a second.
  void complain(std::string message) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_complaint < std::chrono::seconds(1)) return;
    last_complaint = now;
    log(LogLevel::warning, LogOwner::network, std::move(message));
  }

  void close() noexcept {
    const std::lock_guard lock(closing);
    loops.front()->post([this] {
      ErrorCode ignored;
      acceptor->close(ignored);
      pause->cancel();
    });
    for (const auto& loop : loops) loop->post([&loop = *loop] { loop.begin_close(); });
    for (const auto& loop : loops) loop->join();
  }

  const std::shared_ptr<const ServerContract> contract;
  std::vector<std::shared_ptr<EventLoop>> loops;
  std::uint16_t port = 0;
  std::mutex closing;  // whoever comes second waits
  // On the first loop's thread:
  std::optional<Acceptor> acceptor;
  std::optional<LoopTimer> pause;
  std::size_t turn = 0;
  std::chrono::steady_clock::time_point last_complaint{};
};

HttpServer::HttpServer(HttpOptions options, HttpEvents events)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(events))) {
  try {
    for (const auto& loop : impl_->loops) loop->start();
  } catch (...) {
    impl_->close();
    throw;
  }
}

HttpServer::~HttpServer() { close(); }

std::uint16_t HttpServer::port() const noexcept { return impl_->port; }

void HttpServer::close() noexcept { impl_->close(); }

}  // namespace bonito::http
