#include "support/raw_page.hpp"

#include <regex>
#include <utility>

namespace bonito::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t first_bye = 4000;  // among a WebSocket's close codes

std::chrono::milliseconds until(Clock::time_point deadline) {
  return std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
}

}  // namespace

std::string session_of(const std::string& html) {
  constexpr std::string_view before = "<meta name=\"bonito\" content=\"";
  const auto found = html.find(before);
  if (found == std::string::npos) return "";
  const auto start = found + before.size();
  return html.substr(start, html.find('"', start) - start);
}

std::uint32_t event_slot(const std::string& html, const std::string& event) {
  std::smatch found;
  if (!std::regex_search(html, found, std::regex("[ \"]e([0-9]+)," + event + "[ ,\"]"))) return 0;
  return static_cast<std::uint32_t>(std::stoul(found[1]));
}

Result<RawPage> RawPage::fetch(std::uint16_t port, const std::string& path, RawPageOptions options) {
  auto response = http_get("127.0.0.1", port, path);
  if (!response) return response.error();
  RawPage page = of(port, session_of(response->body), options);
  page.html_ = std::move(response->body);
  if (page.session_.empty())
    return Error{Errc::not_found, "The answer is no page of ours: " + page.html_.substr(0, 200)};
  return page;
}

Result<RawPage> RawPage::open(std::uint16_t port, const std::string& path, RawPageOptions options) {
  auto page = fetch(port, path, options);
  if (!page) return page;
  if (const auto connected = page->connect(); !connected) return connected.error();
  return page;
}

RawPage RawPage::of(std::uint16_t port, std::string session, RawPageOptions options) {
  RawPage page(options);
  page.port_ = port;
  page.session_ = std::move(session);
  return page;
}

Result<bool> RawPage::connect(std::uint16_t port) {
  port_ = port;
  return connect();
}

Result<bool> RawPage::connect() {
  const auto deadline = Clock::now() + options_.patience;
  drop();
  auto socket = RawSocket::connect(port_, "/_bonito/ws/" + session_, {}, options_.patience);
  if (!socket) return socket.error();
  socket_.emplace(std::move(socket).value());
  protocol_.begin();
  send_all();
  while (!protocol_.welcome()) {
    if (receive(until(deadline))) continue;
    const auto why = bye();
    return complaint_.value_or(Error{
        Errc::refused,
        "No welcome came: " + (why ? std::to_string(static_cast<int>(why->code)) + " " + why->reason : "nothing")});
  }
  return true;
}

void RawPage::drop() noexcept {
  socket_.reset();
  complaint_.reset();
}

bool RawPage::is_connected() const {
  return socket_ && !socket_->close_reason() && !complaint_ && protocol_.welcome() && !protocol_.bye();
}

std::optional<Bye> RawPage::bye() const {
  if (protocol_.bye()) return protocol_.bye();
  const auto reason = socket_ ? socket_->close_reason() : std::nullopt;
  if (!reason || reason->code <= first_bye) return std::nullopt;
  return Bye{static_cast<ByeCode>(reason->code - first_bye), reason->text};
}

bool RawPage::event(std::uint32_t slot, const Value::List& fields) {
  const bool kept = protocol_.event(slot, fields);
  send_all();
  return kept;
}

bool RawPage::notify(std::uint32_t slot, const Value& value) {
  const bool kept = protocol_.notify(slot, value);
  send_all();
  return kept;
}

void RawPage::send_all() {
  if (!socket_ || complaint_) return;
  while (const auto frame = protocol_.next_frame()) socket_->send(*frame);
}

std::optional<Value::List> RawPage::next(std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  for (;;) {
    if (auto message = protocol_.next_message()) return message;
    if (!is_connected() || !receive(until(deadline))) return std::nullopt;
  }
}

// One frame. False: none came in time, or the connection has ended.
bool RawPage::receive(std::chrono::milliseconds timeout) {
  const auto frame = timeout.count() > 0 ? socket_->receive(timeout) : std::nullopt;
  if (!frame) return false;
  const auto understood = protocol_.receive(*frame);
  if (!understood) complaint_ = understood.error();
  send_all();
  return understood && !protocol_.bye();
}

}  // namespace bonito::test
