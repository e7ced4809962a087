// RegionBinding: a region's place on the page, and the session of what it shows now.
//
// It keeps the markup that the browser was sent last, so that a page that has lost it gets the same again, slots
// and all, and nothing of the program's has to run for that. Values that changed since follow as usual. So it is with
// the rules of its styles: those of what it begins with are among the rules around it, later ones its own.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "bonito/dom/html_writer.hpp"
#include "session/binding.hpp"
#include "session/session_core.hpp"
#include "session/style_rules.hpp"

namespace bonito::detail {

class RegionBinding final : public Binding {
 public:
  RegionBinding(std::uint32_t its_slot, Session& parent, std::shared_ptr<StyleRules> rules_around,
                std::shared_ptr<const Region> region, Surroundings around);

  std::string begin() { return render(rules_around_); }  // the content that the page begins with

  Subscription listen(Live::Listener listener, Live::Snapshot& now) override;
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;
  bool start_anew(std::uint64_t received) override;

 private:
  // Renders the newest content for a new child of the owner, and ends the child before.
  std::string render(const std::shared_ptr<StyleRules>& rules);
  void render_anew();

  const std::weak_ptr<Session> parent_;
  const std::shared_ptr<StyleRules> rules_around_;
  const std::shared_ptr<const Region> region_;
  const Surroundings around_;
  std::weak_ptr<Session> child_;
  std::shared_ptr<StyleRules> rules_;  // null: the page shows what it began with
  std::string css_;                    // of those, what was sent last
  bool is_styled_ = false;             // such has been sent
  bool is_lost_ = false;               // the page may not have what was sent
  std::atomic<bool> changed_ = false;  // since render()
  std::optional<std::string> shown_;   // what was sent last; nothing: the page shows what it began with
  std::uint64_t shown_in_ = 0;         // the frame it went in
};

}  // namespace bonito::detail
