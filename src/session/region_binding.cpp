#include "session/region_binding.hpp"

#include <utility>

#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/page.hpp"
#include "session/page_slots.hpp"

namespace bonito::detail {

RegionBinding::RegionBinding(std::uint32_t its_slot, Session& parent, std::shared_ptr<StyleRules> rules_around,
                             std::shared_ptr<const Region> region, Surroundings around)
    : Binding(its_slot, &parent, Delivery::latest),
      parent_(parent.weak()),
      rules_around_(std::move(rules_around)),
      region_(std::move(region)),
      around_(around) {}

Subscription RegionBinding::listen(Live::Listener listener, Live::Snapshot& now) {
  const auto note = [this, listener = std::move(listener)](const Change& change, const Live::Snapshot& snapshot) {
    changed_ = true;
    listener(change, snapshot);
  };
  return region_->listen(note, now);
}

std::string RegionBinding::render(const std::shared_ptr<StyleRules>& rules) {
  const auto parent = parent_.lock();
  if (!parent) return {};
  if (const auto before = child_.lock()) before->close();
  const auto child = SessionCore::of(*parent).make_child();
  child_ = child;
  auto& core = SessionCore::of(*child);
  core.scope(slot);
  changed_ = false;  // before reading: what is set from here on is rendered again
  try {
    std::string html = html_of(region_->node(*child, region_->snapshot()), *child, rules, around_);
    core.rendered();
    return html;
  } catch (...) {
    const Error error = core.fail(std::current_exception(), "A region", {}, false);
    core.tab().forget(*child);  // what was bound before it failed
    core.rendered();
    return to_html(error_content(error));
  }
}

void RegionBinding::render_anew() {
  if (!rules_) rules_ = std::make_shared<StyleRules>(rules_around_, StyleRules::Kind::constructed);
  rules_->begin();
  Needs needs;
  if (const auto parent = parent_.lock()) {
    const Needs::Scope scope(SessionCore::of(*parent).tab(), needs);
    std::string content = render(rules_);
    shown_ = needs.marks() + content;
  }
  rules_->finish();
}

std::optional<LongMessage> RegionBinding::write(FrameEnd end, const Live::Snapshot&) {
  const auto parent = parent_.lock();
  if (!parent) return std::nullopt;
  if (shown_ && !changed_ && !is_lost_) return std::nullopt;  // what changed last was in what went before
  if (changed_ || !shown_) render_anew();
  shown_in_ = end.number;
  Encoder out(end.messages);
  const bool is_lost = std::exchange(is_lost_, false);
  if (std::string css = rules_->css(); css != css_ || (is_lost && is_styled_)) {
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::sheet));
    out.unsigned_integer(slot);
    out.text(css);
    css_ = std::move(css);
    is_styled_ = true;
  }
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::region));
  out.unsigned_integer(slot);
  out.text(*shown_);
  return std::nullopt;
}

// Not if the browser shows it, and not if it shows what the page began with.
bool RegionBinding::start_anew(std::uint64_t received) {
  const bool is_lost = shown_ && shown_in_ > received;
  is_lost_ = is_lost_ || is_lost;
  return is_lost;
}

}  // namespace bonito::detail
