// RegionBinding: a region's place on the page, and the session of what it shows now.
//
// It keeps the markup that the browser was sent last, so that a page that has lost it gets the same again, slots
// and all, and nothing of the program's has to run for that. Values that changed since follow as usual.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "bonito/dom/html_writer.hpp"
#include "session/binding.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {

class RegionBinding final : public Binding {
 public:
  RegionBinding(std::uint32_t its_slot, Session& parent, std::shared_ptr<const Region> region, Surroundings around);

  // Renders the newest content for a new child of the owner, and ends the child before.
  std::string render();

  Subscription listen(Live::Listener listener, Live::Snapshot& now) override;
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;
  bool start_anew(std::uint64_t received) override;

 private:
  const std::weak_ptr<Session> parent_;
  const std::shared_ptr<const Region> region_;
  const Surroundings around_;
  std::weak_ptr<Session> child_;
  std::atomic<bool> changed_ = false;  // since render()
  std::optional<std::string> shown_;   // what was sent last; nothing: the page shows what it began with
  std::uint64_t shown_in_ = 0;         // the frame it went in
};

}  // namespace bonito::detail
