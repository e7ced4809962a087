#include "session/region_binding.hpp"

#include <functional>
#include <utility>

#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/page.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

// HTML's parser makes something else of such markup: it is sent whole from then on.
constexpr int most_torn = 3;

}  // namespace

RegionBinding::RegionBinding(std::uint32_t its_slot, Session& parent, std::shared_ptr<StyleRules> rules_around,
                             Source source, Surroundings around)
    : Binding(its_slot, &parent, Delivery::latest),
      parent_(parent.weak()),
      rules_around_(std::move(rules_around)),
      source_(std::move(source)),
      around_(around) {}

Subscription RegionBinding::listen(Live::Listener listener, Live::Snapshot& now) {
  if (!source_.region) return Binding::listen(std::move(listener), now);
  const auto note = [this, listener = std::move(listener)](const Change& change, const Live::Snapshot& snapshot) {
    changed_ = true;
    listener(change, snapshot);
  };
  return source_.region->listen(note, now);
}

std::string RegionBinding::begin() {
  const auto parent = parent_.lock();
  if (!parent) return {};
  const auto session = SessionCore::of(*parent).make_child();
  session_ = session;
  auto& core = SessionCore::of(*session);
  core.scope(slot);
  PageSlots slots(*session, rules_around_);
  try {
    std::string html = tree_.begin(make(*session).value_or(Node()), slots, around_);
    core.rendered();
    return html;
  } catch (...) {
    fail(*session);
    core.rendered();
    return error_;
  }
}

Node RegionBinding::make_component(Session& session, const std::function<Node(Session&)>& node) {
  const auto child = SessionCore::of(session).make_child();
  component_session_ = child;
  auto& core = SessionCore::of(*child);
  core.scope(slot);
  Node made = node(*child);
  core.rendered();
  return made;
}

// What the program says when the old session ends may change what is to be shown: it is read after that.
std::optional<Node> RegionBinding::make(Session& session) {
  const auto end_old = [&] {
    const auto before = component_session_.lock();
    is_made_anew_ = before != nullptr;
    if (before) before->close();
    SessionCore::of(session).provided()->clear();  // what that component provided
    changed_ = false;
  };
  if (source_.component) {
    end_old();
    return make_component(session, [&](Session& child) { return source_.component->node(child); });
  }
  changed_ = false;
  if (!source_.region->is_component()) return source_.region->node(session, source_.region->snapshot());
  const auto newest = source_.region->snapshot();
  if (made_of_ && error_.empty() && source_.region->shows_same(made_of_, newest)) return std::nullopt;
  end_old();
  made_of_ = source_.region->snapshot();
  return make_component(session, [&](Session& child) { return source_.region->node(child, made_of_); });
}

void RegionBinding::fail(Session& session) {
  auto& core = SessionCore::of(session);
  core.keep_in(nullptr);  // whatever kept something when it failed is gone
  error_ = to_html(error_content(core.fail(std::current_exception(), "A region", {}, false)));
  tree_.clear();
  if (const auto component = component_session_.lock()) component->close();
  core.tab().forget(session);  // what was bound before it failed
}

std::string RegionBinding::markup(PageSlots& slots) const {
  return marks_ + (error_.empty() ? tree_.again(slots, around_) : error_);
}

std::string RegionBinding::again(std::uint64_t frame) {
  const auto session = session_.lock();
  if (!session) return {};
  shown_in_ = frame;
  is_lost_ = false;
  needs_sheet_ = is_styled_;
  if (needs_sheet_) SessionCore::of(*session).tab().outbox().note(*this);
  PageSlots slots(*session, rules_ ? rules_ : rules_around_, frame);
  return markup(slots);
}

void RegionBinding::renew(std::shared_ptr<const Component> now) {
  source_.component = std::move(now);
  changed_ = true;
}

void RegionBinding::lose() {
  is_lost_ = true;
  needs_sheet_ = is_styled_;
}

void RegionBinding::torn() {
  lose();
  if (times_torn_ < most_torn) ++times_torn_;
}

void RegionBinding::write_sheet(FrameEnd end) {
  const bool again = std::exchange(needs_sheet_, false);
  if (!rules_) return;
  std::string css = rules_->css();
  if (css == css_ && !again) return;
  Encoder out(end.messages);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::sheet));
  out.unsigned_integer(slot);
  out.text(css);
  css_ = std::move(css);
  is_styled_ = true;
  styled_in_ = end.number;
}

void RegionBinding::write_whole(Session& session, FrameEnd end) {
  PageSlots slots(session, rules_ ? rules_ : rules_around_, end.number);
  const std::string html = markup(slots);
  Encoder out(end.messages);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::region));
  out.unsigned_integer(slot);
  out.text(html);
  auto& core = SessionCore::of(session);
  if (shown_in_ == 0 && times_torn_ == 0) return;
  const auto family = core.family();
  core.tab().scripts().given().end_of_all(family);
  core.tab().outbox().say_scripts_of(family);
}

// A <select> around it that has got other options shows one of them, and not what it is to show.
void RegionBinding::has_shown(Session& session, FrameEnd end) {
  shown_in_ = end.number;
  auto& outbox = SessionCore::of(session).tab().outbox();
  const auto choice = around_.choice == 0 ? nullptr : outbox.at(around_.choice);
  if (choice) outbox.tell(*choice);
}

void RegionBinding::change(Session& session, FrameEnd end) {
  auto& tab = SessionCore::of(session).tab();
  if (!rules_) rules_ = std::make_shared<StyleRules>(rules_around_, StyleRules::Kind::constructed);
  const bool is_anew = !std::exchange(error_, {}).empty();
  PageSlots slots(session, rules_, end.number);
  Bytes steps;
  Patch patch(steps);
  std::string marks;
  try {
    Needs needs;
    const Needs::Scope scope(tab, needs);
    if (auto content = make(session)) {
      if (is_made_anew_) {
        patch.end_scripts();
        tab.scripts().given().end_of(slot);
      }
      if (is_anew) {
        tree_.begin(std::move(*content), slots, around_);
      } else {
        auto old = tree_.become(std::move(*content), slots, around_, patch);
        tab.strand()->post([old = std::move(old)] {});  // freed when the change has been sent
      }
    }
    marks = needs.marks();
  } catch (...) {
    fail(session);
  }
  tab.forget(tree_.gone());
  if (marks_.find(marks) == marks_.npos) marks_ += marks;
  const bool is_whole = is_anew || is_lost_ || !error_.empty() || times_torn_ >= most_torn;
  is_lost_ = false;
  write_sheet(end);
  if (is_whole) {
    write_whole(session, end);
    has_shown(session, end);
  } else if (patch.finish() || !marks.empty()) {
    if (steps.empty()) patch.leave();
    Encoder out(end.messages);
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::patch));
    out.unsigned_integer(slot);
    if (!marks.empty()) {
      out.unsigned_integer(8 * static_cast<std::uint8_t>(PatchChange::insert) +
                           static_cast<std::uint8_t>(PatchStep::change));
      out.text(marks);
    }
    out.encoded(steps);
    has_shown(session, end);
  }
  for (const auto& renewed : slots.renewed()) {
    if (!renewed->gone) renewed->write(end, nullptr);  // it may have gone with what failed after it
  }
}

std::optional<LongMessage> RegionBinding::write(FrameEnd end, const Live::Snapshot&) {
  const auto session = session_.lock();
  if (!session) return std::nullopt;
  if (changed_) {
    change(*session, end);
  } else if (is_lost_) {
    is_lost_ = false;
    write_sheet(end);
    write_whole(*session, end);
    has_shown(*session, end);
  } else {
    write_sheet(end);
  }
  return std::nullopt;
}

// Not if the browser shows it, and not if it shows what the page began with.
bool RegionBinding::start_anew(std::uint64_t received) {
  const bool is_lost = shown_in_ > received;
  const bool is_unstyled = styled_in_ > received;
  if (is_lost) lose();
  if (is_unstyled) needs_sheet_ = true;
  return is_lost || is_unstyled;
}

void RegionBinding::forgotten() {
  if (const auto session = session_.lock()) session->close();
}

}  // namespace bonito::detail
