#include "session/proxy_connection.hpp"

#include <algorithm>
#include <utility>

#include "session/asset_content.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::uint64_t enough_ahead = 256u << 10;

}  // namespace

std::shared_ptr<const void> AnnouncedAssets::show(std::uint32_t app, const Asset& asset) {
  {
    const std::lock_guard lock(mutex_);
    const bool is_new = shown_[asset.key()]++ == 0;
    auto head = std::make_shared<const Bytes>(line_message(LineOp::asset, app, asset.key(), asset.mime(), is_new));
    const BytesView said = *head;
    SharedBytes content;
    if (is_new) content = {std::make_shared<const Asset>(asset), asset.content()};
    line_->enqueue(Payload({}, {std::move(head), said}, std::move(content)));
  }
  line_->say();
  return std::shared_ptr<const Showing>(new Showing{shared_from_this(), asset.key()});
}

void AnnouncedAssets::hide(const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    const auto shown = shown_.find(key);
    if (--shown->second > 0) return;
    shown_.erase(shown);
    line_->enqueue(line_message(LineOp::withdrawn, key));
  }
  line_->say();
}

std::string ProxyAssetServer::url(Session& session, const Asset& asset) {
  auto& core = SessionCore::of(session);
  core.hold(asset.key(), [&] { return show(asset); });
  return core.tab().url("_bonito/" + asset.key());
}

std::shared_ptr<const void> ProxyAssetServer::show(const Asset& asset) {
  std::erase_if(shown_, [](const auto& each) { return each.second.expired(); });
  const auto known = shown_.find(asset.key());
  if (auto shown = known == shown_.end() ? nullptr : known->second.lock()) return shown;
  // The host looks, too, and believes nobody.
  constexpr std::size_t hash = 33;  // with the hyphen
  if (asset_key(asset.content(), asset.mime(), asset.key().substr(hash)) != asset.key()) {
    throw Failure({Errc::usage, "The module \"" + asset.key().substr(hash) +
                                    "\" is one of several files that import each other, which an app of another "
                                    "process cannot show: make one module of them with bonito_add_module()."});
  }
  auto shown = announced_->show(app_, asset);
  shown_[asset.key()] = shown;
  return shown;
}

std::string ProxyAssetServer::download_url(Session& session, const Download& download) {
  return SessionCore::of(session).offer(download, downloads_);
}

Sent RelayedSocket::write(Payload frame) {
  if (!is_open()) return Sent::no;
  bool is_much = false;
  {
    const std::lock_guard lock(mutex_);
    ahead_ += frame_weight(frame.size());
    is_much = ahead_ > enough_ahead;
    congested_ = congested_ || is_much;  // whoever was told so waits, also if others find room meanwhile
  }
  line_->send_frame(app_, number_, frame);
  return is_much ? Sent::congested : Sent::yes;
}

bool RelayedSocket::hold_back(bool on) noexcept {
  std::uint64_t weight = 0;
  {
    const std::lock_guard lock(mutex_);
    held_back_ = on;
    if (!on) weight = std::exchange(given_later_, 0);
  }
  if (weight > 0) line_->send(line_message(LineOp::taken, app_, number_, weight));
  return true;
}

void RelayedSocket::open() { line_->send(line_message(LineOp::open, app_, number_)); }

void RelayedSocket::close_because(const Bye& bye) noexcept {
  if (closed_.exchange(true)) return;
  line_->send(line_message(LineOp::close, app_, number_, static_cast<std::uint32_t>(bye.code), Value(bye.reason)));
}

bool RelayedSocket::taken(std::uint64_t weight) {
  const std::lock_guard lock(mutex_);
  ahead_ -= std::min(ahead_, weight);
  return ahead_ <= enough_ahead / 2 && std::exchange(congested_, false);
}

void RelayedSocket::came(std::uint64_t weight) {
  {
    const std::lock_guard lock(mutex_);
    if (held_back_) given_later_ += std::exchange(weight, 0);
  }
  if (weight > 0) line_->send(line_message(LineOp::taken, app_, number_, weight));
}

Js ProxyConnection::setup_connection(Session& session) {
  session.closed()
      .on([self = std::static_pointer_cast<ProxyConnection>(session.connection())] { self->session_ended(); })
      .detach();
  const std::lock_guard lock(mutex_);
  session_ = session.weak();
  return {};
}

void ProxyConnection::announce(Payload rendered) {
  std::shared_ptr<Session> unwanted;
  {
    const std::lock_guard lock(mutex_);
    announced_ = true;
    line_->enqueue(std::move(rendered));
    if (ended_) line_->enqueue(line_message(LineOp::end, app_));
    if (unwanted_) unwanted = session_.lock();
  }
  line_->say();
  if (unwanted) unwanted->close();
}

void ProxyConnection::session_ended() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true) || !announced_) return;
    line_->enqueue(line_message(LineOp::end, app_));
  }
  line_->say();
}

void ProxyConnection::connect(std::uint32_t number, bool notices_loss) {
  auto socket = std::make_shared<RelayedSocket>(line_, app_, number, notices_loss);
  const auto session = this->session();
  if (!session) return socket->close_because({ByeCode::unknown_session, "This page's session has ended."});
  const Attached attached{socket, handler_.attach(*session, socket)};
  const std::lock_guard lock(mutex_);
  if (!unwanted_) sockets_[number] = attached;
}

ProxyConnection::Attached ProxyConnection::attached(std::uint32_t number) const {
  const std::lock_guard lock(mutex_);
  const auto found = sockets_.find(number);
  return found == sockets_.end() ? Attached{} : found->second;
}

std::shared_ptr<Session> ProxyConnection::session() const {
  const std::lock_guard lock(mutex_);
  return session_.lock();
}

void ProxyConnection::process_message(std::uint32_t number, BytesView frame) {
  const auto [socket, attachment] = attached(number);
  if (!socket) return;
  attachment.process_message(frame);
  socket->came(frame_weight(frame.size()));
}

void ProxyConnection::taken(std::uint32_t number, std::uint64_t weight) {
  const auto [socket, attachment] = attached(number);
  if (socket && socket->taken(weight)) attachment.writable();
}

void ProxyConnection::lost(std::uint32_t number) {
  const auto [socket, attachment] = attached(number);
  if (!socket) return;
  socket->ended();
  const auto how = attachment.closed();
  if (const auto session = this->session()) end_connection(*session, how);
  const std::lock_guard lock(mutex_);
  sockets_.erase(number);
}

void ProxyConnection::end() {
  std::map<std::uint32_t, Attached> sockets;  // they hold this
  {
    const std::lock_guard lock(mutex_);
    unwanted_ = true;
    sockets.swap(sockets_);
  }
  if (const auto session = this->session()) session->close();
}

}  // namespace bonito::detail
