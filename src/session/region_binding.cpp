#include "session/region_binding.hpp"

#include <utility>

#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/page.hpp"
#include "session/page_slots.hpp"

namespace bonito::detail {

RegionBinding::RegionBinding(std::uint32_t its_slot, Session& parent, std::shared_ptr<const Region> region,
                             Surroundings around)
    : Binding(its_slot, &parent, Delivery::latest),
      parent_(parent.weak()),
      region_(std::move(region)),
      around_(around) {}

Subscription RegionBinding::listen(Live::Listener listener, Live::Snapshot& now) {
  const auto note = [this, listener = std::move(listener)](const Change& change, const Live::Snapshot& snapshot) {
    changed_ = true;
    listener(change, snapshot);
  };
  return region_->listen(note, now);
}

std::string RegionBinding::render() {
  const auto parent = parent_.lock();
  if (!parent) return {};
  if (const auto before = child_.lock()) before->close();
  const auto child = SessionCore::of(*parent).make_child();
  child_ = child;
  auto& core = SessionCore::of(*child);
  changed_ = false;  // before reading: what is set from here on is rendered again
  try {
    std::string html = html_of(region_->node(*child, region_->snapshot()), *child, around_);
    core.rendered();
    return html;
  } catch (...) {
    const Error error = core.fail(std::current_exception(), "A region", {}, false);
    core.tab().forget(*child);  // what was bound before it failed
    core.rendered();
    return to_html(error_content(error));
  }
}

std::optional<LongMessage> RegionBinding::write(FrameEnd end, const Live::Snapshot&) {
  const auto parent = parent_.lock();
  if (!parent) return std::nullopt;
  if (changed_ || !shown_) shown_ = render();
  shown_in_ = end.number;
  SessionCore::of(*parent).tab().bring_sheet(end);
  Encoder out(end.messages);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::region));
  out.unsigned_integer(slot);
  out.text(*shown_);
  return std::nullopt;
}

// Not if the browser shows it, and not if it shows what the page began with.
bool RegionBinding::start_anew(std::uint64_t received) { return shown_ && shown_in_ > received; }

}  // namespace bonito::detail
