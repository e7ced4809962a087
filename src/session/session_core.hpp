// SessionCore: what a Session is made of. Only the session layer and the server see it.
//
// A root is one page in one tab; its Tab has the strand, the outbox and the link. A child is a region, or
// what to_node made of one value in it; it shares the Tab, owns what it subscribed to, and ends when that goes.
//
// Thread: the strand, unless a comment says "any thread".
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <initializer_list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "bonito/base/code_place.hpp"
#include "bonito/base/log.hpp"
#include "bonito/base/timer.hpp"
#include "bonito/dom/region.hpp"
#include "bonito/session/asset.hpp"
#include "bonito/session/session.hpp"
#include "dom/shown.hpp"
#include "session/context_values.hpp"
#include "session/tab.hpp"

namespace bonito {
class Download;
}

namespace bonito::detail {

class SessionCore {
 public:
  static std::shared_ptr<Session> make(const std::shared_ptr<SessionRegistry>& registry, Parts parts);  // a root
  std::shared_ptr<Session> make_child();
  std::vector<const void*> family() const;  // this session and those in it
  static SessionCore& of(Session& session) noexcept { return *session.core_; }

  SessionCore(std::shared_ptr<Tab> tab, SessionCore* parent, std::string id);
  ~SessionCore();

  // Any thread.
  const std::string& id() const noexcept { return id_; }
  void rendered_for(Visitor visitor) { visitor_ = std::move(visitor); }  // before anybody can find the session
  const Visitor& visitor() const noexcept { return visitor_; }
  Tab& tab() const noexcept { return *tab_; }
  bool is_root() const noexcept { return is_root_; }
  // The slot of the region or embedded app that this session is of; 0: the page. On the strand.
  std::uint32_t scope() const noexcept { return scope_; }
  void scope(std::uint32_t slot) noexcept { scope_ = slot; }
  std::shared_ptr<Session> self() const noexcept { return self_.lock(); }
  std::shared_ptr<Session> parent() const noexcept { return parent_.lock(); }
  SessionStatus status() const noexcept;
  std::chrono::steady_clock::time_point since() const;
  std::optional<Error> error() const;
  const Observable<bool>& opened() const;
  const Observable<bool>& closed() const;
  const Observable<SessionStatus>& status_changes() const;
  void own(Subscription subscription);
  void* data_of(std::type_index type, std::shared_ptr<void> (*construct)());
  std::shared_ptr<ContextValues> provided() const;  // by this session, or by the part of it that is being written
  void set_metadata(std::string name, Value value);
  Value metadata(const std::string& name) const;
  void post(std::function<void()> work);
  // At once on the strand, else soon; not if the session has closed.
  void on_strand(std::function<void(SessionCore&)> work);
  void run_always(Builtin builtin, Js function, Js::Arguments arguments);
  void mirror(std::string name, std::shared_ptr<const Live> live);  // at once on the strand, else soon
  bool wait_until_open(std::chrono::milliseconds timeout) const;
  void close(Bye why = {ByeCode::closed, "This page's session has been closed."});
  // Records, logs and tells the visitor. Any thread.
  Error fail(std::exception_ptr thrown, std::string_view where, CodePlace place = {}, bool tell = true);
  void lagged(std::string sentence, LogLevel level);  // recorded and logged
  void failed_in_browser(BrowserError error);         // recorded, logged, and told to the app
  const Observable<std::optional<BrowserError>>& browser_error() const;
  void ask_policy_later();  // a new deadline: the status or the policy has changed

  // What the link says. `connected` is false if the session cannot open any more.
  bool connected();   // a browser has said hello
  void opened_now();  // and has been told where it stands
  void lost();        // any thread: it has gone, and may come back

  // While the page is rendered.
  std::string url(const Asset& asset);    // by the session's asset server
  std::string serve(const Asset& asset);  // under "_bonito/", until the session closes
  std::string url(const Download& download);
  std::string offer(const Download& download, std::string_view before_key = "");  // the same
  // What keeps an asset to be had, once under each key: until the session closes; or for as long as whoever keep_in()
  // names, which shows it.
  template <class Take>
  void hold(const std::string& key, Take take) {
    if (released_) return;
    std::erase_if(held_, [](const auto& each) { return each.second.expired(); });
    auto& known = held_[key];
    std::shared_ptr<const void> held = known.lock();
    if (!held) known = held = take();
    Keeps& keeps = keep_in_ ? *keep_in_ : kept_;
    if (std::ranges::find(keeps, held) == keeps.end()) keeps.push_back(std::move(held));
  }
  void keep_in(Keeps* keeps) noexcept { keep_in_ = keeps; }
  class KeptIn {
   public:
    KeptIn(SessionCore& core, Keeps& keeps) noexcept : core_(core), before_(std::exchange(core.keep_in_, &keeps)) {}
    ~KeptIn() { core_.keep_in(before_); }
    KeptIn(const KeptIn&) = delete;
    KeptIn& operator=(const KeptIn&) = delete;

   private:
    SessionCore& core_;
    Keeps* const before_;
  };
  // While it lives, what the session provides is for what is written meanwhile.
  class Part {
   public:
    explicit Part(SessionCore& core) : core_(core), around_(core.provided()) {
      core_.provide_as(std::make_shared<ContextValues>(around_));
    }
    ~Part() { core_.provide_as(around_); }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

   private:
    SessionCore& core_;
    const std::shared_ptr<ContextValues> around_;
  };
  bool holds_any(const std::vector<std::string>& keys) const;  // this session, or one in it
  void rendered();
  void displayed();  // the page is on its way: wait for the browser

 private:
  // Moves to `next` if the session is in one of `from`. Any thread.
  bool become(SessionStatus next, std::initializer_list<SessionStatus> from);
  void provide_as(std::shared_ptr<ContextValues> provided);
  void post_to(void (SessionCore::*work)());
  void ask_policy();
  void tell_status();
  void release();
  // What the program may listen to; made when it asks.
  struct Told {
    Observable<bool> opened{false};
    Observable<bool> closed{false};
    Observable<SessionStatus> status{SessionStatus::fresh};
    Observable<std::optional<BrowserError>> browser_error{std::nullopt};
  };
  Told& told() const;

  const std::shared_ptr<Tab> tab_;
  std::weak_ptr<Session> self_;
  const std::weak_ptr<Session> parent_;
  const std::string id_;
  const bool is_root_;
  std::uint32_t scope_ = 0;
  std::vector<std::shared_ptr<Session>> children_;
  Visitor visitor_;  // a root's: who asked for the page
  std::map<std::string, std::weak_ptr<const void>> held_;
  Keeps kept_;
  Keeps* keep_in_ = nullptr;
  bool released_ = false;

  std::atomic<SessionStatus> status_ = SessionStatus::fresh;
  mutable std::mutex mutex_;
  mutable std::condition_variable status_changed_;
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  mutable std::unique_ptr<Told> told_;
  std::vector<Subscription> owned_;
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> data_;
  std::shared_ptr<ContextValues> provided_;
  std::vector<std::pair<std::string, Value>> metadata_;
  std::optional<Error> error_;
  Timer deadline_;
};

}  // namespace bonito::detail

namespace bonito {

inline detail::Link& link_of(Session& session) noexcept { return detail::SessionCore::of(session).tab().link(); }

}  // namespace bonito
