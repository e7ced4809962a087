#include "session/tab.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "bonito/base/random.hpp"
#include "bonito/dom/observed_events.hpp"
#include "session/region_binding.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t budget_before_a_browser = 256u << 10;  // bytes of what Delivery::every keeps

}  // namespace

Tab::Tab(const std::shared_ptr<SessionRegistry>& registry, Parts parts)
    : id_(random_id()),
      registry_(registry),
      options_(registry->options()),
      connection_(std::move(parts.connection)),
      asset_server_(std::move(parts.asset_server)),
      outbox_([this] { link_.flush_soon(); },
              [this](std::exception_ptr thrown) { show_error(thrown, "A value's encoding"); },
              std::min(budget_before_a_browser, options_->limits.outgoing_bytes), options_->limits.outgoing_bytes),
      link_(*this, options_->limits.outgoing_bytes) {}

Tab::~Tab() { outbox_.end(); }

void Tab::start(const std::shared_ptr<Session>& root) {
  root_ = root;
  strand_ = std::make_shared<Strand>([tab = weak_from_this()](std::exception_ptr thrown) {
    if (const auto alive = tab.lock()) alive->show_error(thrown, "Work on the strand");
  });
}

void Tab::post(void (Tab::*work)()) {
  strand_->post([tab = weak_from_this(), work] {
    if (const auto alive = tab.lock()) (alive.get()->*work)();
  });
}

void Tab::show_error(std::string text) { outbox_.announce(std::make_shared<ShownError>(std::move(text))); }

void Tab::show_error(std::exception_ptr thrown, std::string_view where) {
  if (const auto alive = root()) SessionCore::of(*alive).fail(thrown, where);
}

std::uint32_t Tab::handle(const EventHandler& handler, const std::shared_ptr<Session>& owner) {
  const auto slot = next_slot();
  handlers_.push_back({slot, handler, owner});
  return slot;
}

void Tab::call_handler(std::uint32_t slot, const Value& fields) {
  const auto found = std::ranges::lower_bound(handlers_, slot, {}, &Handler::slot);
  if (found == handlers_.end() || found->slot != slot) return;  // gone meanwhile
  const Handler handler = *found;                               // the call may change the table
  const auto& how = handler.handler;
  if (how.name != removed_event) call(handler, Event(how.options.fields, *fields.list()));
}

std::optional<CodePlace> Tab::place_of_selector(std::string_view complaint) const {
  const auto is_meant = [&](const Handler& each) {
    const auto& selector = each.handler.options.closest;
    return !selector.empty() && complaint.find("'" + selector + "' is not a valid selector") != complaint.npos;
  };
  const auto found = std::ranges::find_if(handlers_, is_meant);
  return found == handlers_.end() ? std::nullopt : std::optional(found->handler.place);
}

void Tab::call(const Handler& handler, const Event& event) {
  const auto owner = handler.owner.lock();
  const auto session = owner ? owner : root();
  const EventHandler& how = handler.handler;
  try {
    how.call(event);
  } catch (...) {
    if (!session) return;
    SessionCore::of(*session).fail(std::current_exception(), "The handler for \"" + how.name + "\"", how.place);
  }
}

std::vector<Tab::Handler> Tab::take_handlers(const std::function<bool(const Handler&)>& which) {
  const auto gone = std::stable_partition(handlers_.begin(), handlers_.end(), std::not_fn(which));
  std::vector<Handler> taken(std::make_move_iterator(gone), std::make_move_iterator(handlers_.end()));
  handlers_.erase(gone, handlers_.end());
  return taken;
}

// Later: what goes now may be half of what is changed.
void Tab::tell_removed(std::vector<Handler> gone) {
  for (Handler& each : gone) {
    if (each.handler.name == removed_event) removed_.push_back(std::move(each));
  }
  if (!removed_.empty() || !ending_.empty()) post(&Tab::call_removed);
}

void Tab::call_removed() {
  const auto ending = std::exchange(ending_, {});
  for (const Handler& handler : std::exchange(removed_, {})) call(handler, Event({}, {}));
}

void Tab::forget(const Session& owner) {
  ending_.push_back(owner.shared_from_this());
  outbox_.forget(&owner);
  scripts_.forget(owner);
  tell_removed(take_handlers([&](const Handler& handler) {
    const auto alive = handler.owner.lock();
    return !alive || alive.get() == &owner;
  }));
}

void Tab::rehandle(std::uint32_t slot, const EventHandler& handler) {
  const auto found = std::ranges::lower_bound(handlers_, slot, {}, &Handler::slot);
  if (found != handlers_.end() && found->slot == slot) found->handler = handler;
}

void Tab::forget(std::vector<std::uint32_t> slots) {
  if (slots.empty()) return;
  std::ranges::sort(slots);
  tell_removed(take_handlers([&](const Handler& handler) { return std::ranges::binary_search(slots, handler.slot); }));
  scripts_.elements().forget(slots);
  outbox_.forget(slots);
}

void Tab::torn(std::uint32_t slot) {
  const auto region = std::dynamic_pointer_cast<RegionBinding>(outbox_.at(slot));
  if (!region) return;
  region->torn();
  outbox_.note(*region);
}

void Tab::mounted_at(std::string_view path) {
  path_ = path;
  to_root_.clear();
  for (auto slashes = std::ranges::count(path, '/'); slashes > 1; --slashes) to_root_ += "../";
}

std::string Tab::url(std::string_view resource) const { return to_root_ + std::string(resource); }

void Tab::end() {
  scripts_.end();
  outbox_.end();
  link_.forget();
  tell_removed(std::exchange(handlers_, {}));
  call_removed();  // nothing comes later
  rules_->clear();
}

}  // namespace bonito::detail
