// Tab: what a page's root session and the sessions of its regions share: one strand, one outbox, one link to the
// browser, one numbering of slots.
//
// Owner: the sessions of the page; work that waits on the strand holds it weakly. Thread: the strand, unless a
// comment says "any thread".
#pragma once
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bonito/dom/event.hpp"
#include "bonito/session/asset_server.hpp"
#include "bonito/session/frontend_connection.hpp"
#include "session/embedded_apps.hpp"
#include "session/failure_references.hpp"
#include "session/link.hpp"
#include "session/needs.hpp"
#include "session/outbox.hpp"
#include "session/scripts.hpp"
#include "session/session_registry.hpp"
#include "session/strand.hpp"
#include "session/style_rules.hpp"

namespace bonito::detail {

// Of the kinds that are registered.
std::shared_ptr<FrontendConnection> make_connection(const Request& request);
std::shared_ptr<AssetServer> make_asset_server(const Request& request);

class Tab : public std::enable_shared_from_this<Tab> {
 public:
  Tab(const std::shared_ptr<SessionRegistry>& registry, Parts parts);
  ~Tab();

  // Any thread.
  const std::string& id() const noexcept { return id_; }
  std::shared_ptr<Session> root() const noexcept { return root_.lock(); }
  const RegistryOptions& options() const noexcept { return *options_; }
  std::shared_ptr<SessionRegistry> registry() const noexcept { return registry_.lock(); }
  const std::shared_ptr<Strand>& strand() const noexcept { return strand_; }
  Outbox& outbox() noexcept { return outbox_; }
  Link& link() noexcept { return link_; }
  const std::shared_ptr<FrontendConnection>& connection() const noexcept { return connection_; }
  AssetServer& asset_server() const noexcept { return *asset_server_; }  // on the strand
  void post(void (Tab::*work)());                                        // on the strand, if this is still here
  void flush() { link_.flush(); }                                        // on the strand
  void show_error(std::string text);
  void show_error(std::exception_ptr thrown, std::string_view where);

  FailureReferences& failures() noexcept { return failures_; }
  EmbeddedApps& embedded_apps() noexcept { return embedded_apps_; }  // on the strand
  Scripts& scripts() noexcept { return scripts_; }                   // on the strand

  void start(const std::shared_ptr<Session>& root);  // once, before anyone knows it
  std::uint32_t next_slot() noexcept { return ++last_slot_; }

  // Handlers, each with the session whose error boundary is around it.
  std::uint32_t handle(const EventHandler& handler, const std::shared_ptr<Session>& owner);
  void call_handler(std::uint32_t slot, const Value& fields);
  // Where the handler was written whose `closest` the browser complains of; nothing if it is nobody's.
  std::optional<CodePlace> place_of_selector(std::string_view complaint) const;
  void rehandle(std::uint32_t slot, const EventHandler& handler);  // another function for the same slot
  void forget(const Session& owner);                               // its handlers and bindings
  void forget(std::vector<std::uint32_t> slots);                   // what they stand for
  void torn(std::uint32_t slot);                                   // says the browser of a region: it is sent again

  const std::shared_ptr<StyleRules>& rules() const noexcept { return rules_; }  // of the page, not of its regions

  Needs* needs() const noexcept { return needs_; }  // of what is being rendered; null: nothing is
  Needs* use_needs(Needs* needs) noexcept { return std::exchange(needs_, needs); }

  void stay_static() noexcept { is_static_ = true; }  // no line will connect the page, which is about to be rendered
  bool is_static() const noexcept { return is_static_; }

  void mounted_at(std::string_view path);  // the page's own path, for relative URLs
  const std::string& path() const noexcept { return path_; }
  void mounted_under(std::string to_root) { to_root_ = std::move(to_root); }
  std::string url(std::string_view resource) const;  // of what the server keeps: "_bonito/…"

  void end();  // forgets everything; harmless twice

 private:
  struct Handler {
    std::uint32_t slot;
    EventHandler handler;
    std::weak_ptr<Session> owner;
  };
  void call(const Handler& handler, const Event& event);
  std::vector<Handler> take_handlers(const std::function<bool(const Handler&)>& which);
  void tell_removed(std::vector<Handler> gone);
  void call_removed();

  const std::string id_;
  std::weak_ptr<Session> root_;
  const std::weak_ptr<SessionRegistry> registry_;
  const std::shared_ptr<const RegistryOptions> options_;
  const std::shared_ptr<FrontendConnection> connection_;
  const std::shared_ptr<AssetServer> asset_server_;
  std::shared_ptr<Strand> strand_;
  std::uint32_t last_slot_ = 0;
  bool is_static_ = false;
  std::string path_;                                    // empty: unknown
  std::string to_root_;                                 // from the page to the server's root: "../../"
  std::vector<Handler> handlers_;                       // ordered by slot
  std::vector<Handler> removed_;                        // of elements that are gone, to be told so
  std::vector<std::shared_ptr<const Session>> ending_;  // which those may name
  FailureReferences failures_;
  EmbeddedApps embedded_apps_{*this};
  Scripts scripts_{*this};
  const std::shared_ptr<StyleRules> rules_ = std::make_shared<StyleRules>();
  Needs* needs_ = nullptr;
  Outbox outbox_;
  Link link_;
};

}  // namespace bonito::detail
