#include "host/session_stream.hpp"

#include <charconv>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "bonito/base/constant_time.hpp"
#include "bonito/session/http_stream_connection.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "host/stream_channel.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t most_in_a_post = 1u << 20;  // the client sends half of that
constexpr std::size_t most_waiting = 96u << 20;   // a frame of 64 MiB in Base64, and more

// What keeps those between from gathering it, changing it, and keeping it.
Headers stream_headers() {
  return {{"Content-Type", "text/event-stream"},
          {"Cache-Control", "no-store, no-transform"},
          {"X-Accel-Buffering", "no"},
          {"X-Content-Type-Options", "nosniff"}};
}

WebSocketHandler* handler_of(const Session& session) {
  if (const auto sockets = connection_of<WebSocketConnection>(session)) return &sockets->handler();
  if (const auto streams = connection_of<HttpStreamConnection>(session)) return &streams->handler();
  return nullptr;
}

// "TOKEN NUMBER"; the number is 0 if there is none.
struct Sender {
  std::string_view token;
  std::uint64_t number = 0;
};
Sender sender_of(const Headers& headers) {
  const auto value = find_header(headers, "Bonito-Stream");
  const auto space = value.find(' ');
  if (space == value.npos) return {};
  Sender sender{value.substr(0, space)};
  const auto digits = value.substr(space + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), sender.number);
  return error == std::errc() && end == digits.data() + digits.size() ? sender : Sender{};
}

}  // namespace

// The open ones. Each is found by the first half of its token, so that a guess which is almost right takes as long as
// one that is not.
class SessionStreams::Table {
 public:
  struct Entry {
    std::string session;
    std::shared_ptr<StreamChannel> channel;
  };
  void add(Entry entry) {
    const std::lock_guard lock(mutex_);
    auto half = half_of(entry.channel->token());
    open_.insert_or_assign(std::move(half), std::move(entry));
  }
  void remove(const StreamChannel& channel) {
    const std::lock_guard lock(mutex_);
    open_.erase(half_of(channel.token()));
  }
  std::shared_ptr<StreamChannel> find(std::string_view session, std::string_view token) const {
    const std::lock_guard lock(mutex_);
    const auto found = open_.find(half_of(token));
    if (found == open_.end()) return nullptr;
    const auto& [of, channel] = found->second;
    const bool known = constant_time_equal(channel->token(), token) && constant_time_equal(of, session);
    return known ? channel : nullptr;
  }

 private:
  static std::string half_of(std::string_view token) { return std::string(token.substr(0, 11)); }

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> open_;
};

SessionStreams::SessionStreams() : table_(std::make_shared<Table>()) {}
SessionStreams::~SessionStreams() = default;

http::Answer SessionStreams::connect(const std::shared_ptr<Session>& session) {
  struct Wire {
    std::weak_ptr<Session> session;
    std::shared_ptr<StreamChannel> channel;
  };
  const auto connection = session->connection();
  auto* handler = handler_of(*session);
  if (!handler) return refuse({ByeCode::refused, "This page is not carried by a stream of this server."});
  const auto wire = std::make_shared<Wire>();
  wire->session = session;
  http::Stream stream{.head = {.headers = stream_headers()},
                      .options = {.max_waiting_bytes = most_waiting, .filler = ":\n\n"}};
  stream.events.on_open = [wire, connection, handler, table = table_](std::shared_ptr<http::ResponseStream> opened) {
    const auto open = wire->session.lock();
    if (!open) return opened->close();
    wire->channel = std::make_shared<StreamChannel>(std::move(opened));
    table->add({std::string(open->id()), wire->channel});
    wire->channel->attach(*open, *handler);
  };
  stream.events.on_drained = [wire] {
    if (wire->channel) wire->channel->drained();
  };
  stream.events.on_close = [wire, table = table_] {
    const auto channel = std::exchange(wire->channel, nullptr);
    if (!channel) return;
    table->remove(*channel);
    const auto how = channel->ended();
    if (const auto open = wire->session.lock()) end_connection(*open, how);
  };
  return stream;
}

void SessionStreams::receive(std::string_view session, const Request& post, http::Respond respond) {
  const auto [token, number] = sender_of(post.headers);
  if (post.body.size() > most_in_a_post) {
    return respond({.status = 413, .body = "One POST says no more than 1 MiB: go on in the next.\n"});
  }
  const auto channel = table_->find(session, token);
  if (channel && channel->is_open()) return channel->receive(number, post.body, std::move(respond));
  respond({.status = 404, .body = "There is no such stream here, or no more.\n"});
}

Response SessionStreams::refuse(const Bye& why) {
  return {.body = stream_event(bye_frame(why)), .headers = stream_headers()};
}

}  // namespace bonito::detail
