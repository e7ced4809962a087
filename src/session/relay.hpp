// Relay: the host's end of one remote app. It takes the place of the link of the host's session, and passes on what is
// said between its connections and the worker's session, which has the numbering and the rest of the protocol.
//
// What a browser says goes over the line at once; what the worker says is written on the strand of the host's session,
// so that a connection hears one thing at a time. Each side sends ahead only so much before the other says what is done
// with: a slow browser, or slow handlers, keep nobody else from the line.
//
// Owner: the host's session. Thread: any. Failure: none; a socket that takes nothing is let go of.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bonito/session/session.hpp"
#include "dom/shown.hpp"
#include "session/asset_table.hpp"
#include "session/page.hpp"
#include "session/proxy_line.hpp"
#include "session/tap.hpp"

namespace bonito::detail {

class Relay final : public Tap, public std::enable_shared_from_this<Relay> {
 public:
  struct Rendered {
    std::uint32_t slot = 0;
    EmbeddedContent html;
  };
  // `ended` is told once, when the session has.
  Relay(Session& session, std::uint32_t app, std::shared_ptr<ProxyLine> line, std::function<void()> ended);

  std::uint32_t app() const noexcept { return app_; }
  Result<Rendered> wait(std::chrono::milliseconds patience);
  void close_session(const Bye& why);

  // What the worker says.
  void rendered(Result<Rendered> answer);
  void hold(const Asset& asset);
  void withdraw(const std::string& key);
  void keep(std::shared_ptr<const void> something);  // until the session has ended
  void opened(std::uint32_t number);
  void frame(std::uint32_t number, BytesView frame);
  void taken(std::uint32_t number, std::uint64_t weight);
  void closed(std::uint32_t number, const Bye& why);
  void session_ended(const Bye& why);

  // As a Tap.
  const Asset& script() const override;
  bool uses_bulk() const noexcept override { return false; }
  std::uint64_t connect(std::shared_ptr<Channel> connection) override;
  void process_message(BytesView frame, const std::shared_ptr<Channel>& own) override;
  void process_message(BytesView frame, std::uint64_t number) override;
  void lost(std::uint64_t number) override;
  void lost() override;
  void lost_closed() override;
  bool is_current(std::uint64_t number) const override;
  void writable() override;
  void end(const Bye& why) override;

 private:
  struct Way {
    std::shared_ptr<Channel> channel;
    bool is_open = false;  // the worker has welcomed it
    bool has_spoken = false;
    std::uint64_t ahead = 0;  // what the browser has said, and the worker not done with
    bool congested = false;
    std::deque<Bytes> waiting;  // until it has room; on the strand
    std::uint64_t weight = 0;   // of what the worker has said, and the browser not taken
    std::uint64_t written = 0;  // and of that, what the worker is told when there is room for more
  };
  using Ways = std::map<std::uint32_t, Way>;
  using Shows = std::map<std::string, ShownAsset>;

  void on_strand(std::function<void(Relay&)> work);
  void open(std::uint32_t number);
  void write_on(std::uint32_t number);
  void write(std::uint32_t number, Bytes frame);
  void close(std::uint32_t number, const Bye& why);
  void tell_session();
  // All, the one in use last.
  std::vector<std::pair<std::uint32_t, std::shared_ptr<Channel>>> channels() const;
  std::shared_ptr<Channel> take(std::uint32_t number);
  void leave(std::uint32_t number);
  void hold_back(Channel& sender, std::uint32_t number);
  void disconnect(std::uint32_t number, const Bye& why);

  const std::weak_ptr<Session> session_;
  const std::uint32_t app_;
  const std::shared_ptr<ProxyLine> line_;
  const std::function<void()> told_end_;
  const std::size_t incoming_;
  mutable std::mutex mutex_;
  std::condition_variable answered_;
  std::optional<Result<Rendered>> answer_;  // guarded by mutex_
  Keeps keeps_;                             // guarded by mutex_
  Shows shows_;                             // guarded by mutex_
  Ways ways_;                               // guarded by mutex_
  std::uint32_t newest_ = 0;                // guarded by mutex_: ways are counted from 1
  std::uint32_t current_ = 0;               // guarded by mutex_: the one in use; 0: none
  bool ended_ = false;                      // guarded by mutex_
};

}  // namespace bonito::detail
