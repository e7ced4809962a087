// SessionCore: what a Session is made of. Only the session layer and the server see it.
//
// Thread: the strand, unless a comment says "any thread".
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "bonito/base/timer.hpp"
#include "bonito/dom/event.hpp"
#include "bonito/dom/html_writer.hpp"
#include "bonito/session/asset.hpp"
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/session.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/outbox.hpp"
#include "session/session_registry.hpp"
#include "session/strand.hpp"

namespace bonito::detail {

class SessionCore {
 public:
  static std::shared_ptr<Session> make(std::shared_ptr<SessionRegistry> registry);
  static SessionCore& of(Session& session) noexcept { return *session.core_; }

  explicit SessionCore(std::shared_ptr<SessionRegistry> registry);
  ~SessionCore();

  // Any thread.
  const std::string& id() const noexcept { return id_; }
  void rendered_for(Visitor visitor) { visitor_ = std::move(visitor); }  // before anybody can find the session
  const Visitor& visitor() const noexcept { return visitor_; }
  Strand& strand() noexcept { return *strand_; }
  std::shared_ptr<Strand> shared_strand() const noexcept { return strand_; }
  SessionStatus status() const noexcept { return status_; }
  std::chrono::steady_clock::time_point since() const;
  std::optional<Error> error() const;
  const Observable<bool>& opened() const noexcept { return opened_; }
  const Observable<bool>& closed() const noexcept { return closed_; }
  void own(Subscription subscription);
  void* data_of(std::type_index type, std::shared_ptr<void> (*construct)());
  void post(std::function<void()> work);
  void mirror(std::string name, std::shared_ptr<const Live> live);  // at once on the strand, else soon
  std::shared_ptr<FrontendConnection> connection() const;
  // Each connection gets a number; what a replaced one still says is told by it, and dropped. After the
  // end there is no connection any more: the one that comes is turned away.
  std::uint64_t connect_with(std::shared_ptr<FrontendConnection> connection);
  std::uint64_t connection_number() const;
  void process_message(BytesView frame, std::uint64_t connection_number);
  void writable();
  void soft_close(std::uint64_t connection_number);
  void close(Bye why = {ByeCode::closed, "This page's session has been closed."});
  bool development() const noexcept { return options_->development; }
  const std::string& script_url() const noexcept { return options_->script_url; }
  const std::string& icon_url() const noexcept { return options_->icon_url; }

  // Records, logs and tells the visitor. Any thread.
  Error fail(std::exception_ptr thrown, std::string_view where, bool tell = true);

  // While the page is rendered, on the strand.
  void mounted_at(std::string_view path);  // the page's own path, for relative URLs
  std::string url(const Asset& asset);
  std::string url(std::string_view resource) const;  // of what the server keeps: "_bonito/…"
  std::uint32_t next_slot() noexcept { return ++last_slot_; }
  Outbox& outbox() noexcept { return outbox_; }
  std::uint32_t handle(const EventHandler& handler);
  void rendered();
  void displayed();  // the page is on its way: wait for the browser

 private:
  // Moves to `next` if the session is in one of `from`. Any thread.
  bool become(SessionStatus next, std::initializer_list<SessionStatus> from,
              std::optional<std::chrono::milliseconds> close_after = {});
  // The same, with the lock held and whatever the status was. What it returns is destroyed without the
  // lock: cancelling a timer waits for its callback, which may want it.
  [[nodiscard]] Timer enter(SessionStatus next, std::optional<std::chrono::milliseconds> close_after);
  void tell_bye(const std::shared_ptr<FrontendConnection>& connection, const Bye& why);
  // Forgets the connection, if it is still this one, and waits for the next. Any thread.
  std::shared_ptr<FrontendConnection> let_go(std::uint64_t connection_number);
  void release();

  // Frames from the browser.
  void receive(const Bytes& frame, std::uint64_t connection_number);
  void receive_hello(BytesView frame, std::uint64_t connection_number);
  void receive_data(BytesView frame);
  std::optional<Error> receive_message(Decoder& messages);
  void call_handler(std::uint32_t slot, const Value& fields);
  void refuse(const Error& error, std::uint64_t connection_number);  // the browser broke the protocol
  void disconnect(const Bye& why, std::uint64_t connection_number);  // any thread
  // The connection, if it is still the one with this number. Any thread.
  std::shared_ptr<FrontendConnection> connection(std::uint64_t number) const;

  // Frames to the browser.
  void flush_soon();  // any thread
  void flush();
  Sent write(Bytes frame);

  const std::string id_;
  const std::shared_ptr<std::weak_ptr<Session>> session_;  // shared with the strand, which may outlive us
  const std::weak_ptr<SessionRegistry> registry_;
  const std::shared_ptr<const RegistryOptions> options_;
  const std::shared_ptr<Strand> strand_;
  Visitor visitor_;
  std::string to_root_;  // from the page to the server's root: "../../"
  std::uint32_t last_slot_ = 0;
  Outbox outbox_;
  std::vector<std::pair<std::uint32_t, EventHandler>> handlers_;  // ordered by slot
  std::vector<Asset> assets_;

  std::atomic<SessionStatus> status_ = SessionStatus::fresh;
  mutable std::mutex mutex_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  std::vector<Subscription> owned_;
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> data_;
  std::optional<Error> error_;
  std::shared_ptr<FrontendConnection> connection_;
  std::uint64_t connection_number_ = 0;  // which connection this is, counted from 1
  std::size_t inbox_ = 0;                // weight of the frames posted, and not yet handled
  Timer deadline_;

  std::uint64_t greeted_ = 0;  // number of the newest connection whose hello has come
  std::uint16_t sent_ = 0;     // number of the last data frame to the browser
  std::uint16_t applied_ = 0;  // number of the last data frame from the browser
  std::uint16_t acknowledged_ = 0;
  std::atomic<bool> flush_asked_ = false;
  std::atomic<bool> congested_ = false;

  Observable<bool> opened_{false};
  Observable<bool> closed_{false};
};

}  // namespace bonito::detail
