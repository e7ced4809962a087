// RegionBinding: a place on the page whose content changes: a region, or a component in one. It knows what the browser
// shows there and sends what differs.
//
// Its session owns what stands in it and ends with the place; what runs code of the program's, a value of a type with
// to_node, has a session of its own in that, which ends when such a value goes. A page that has lost what was sent gets
// the markup again, slots and all, and nothing of the program's has to run for that. Values that changed since follow
// as usual. So it is with the rules of its styles: those of what it begins with are among the rules around it, later
// ones its own.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bonito/dom/html_writer.hpp"
#include "dom/tree.hpp"
#include "session/binding.hpp"
#include "session/needs.hpp"
#include "session/page_slots.hpp"
#include "session/style_rules.hpp"

namespace bonito::detail {

class RegionBinding final : public Binding {
 public:
  // Of one of the two.
  struct Source {
    std::shared_ptr<const Region> region = nullptr;
    std::shared_ptr<const Component> component = nullptr;
  };
  RegionBinding(std::uint32_t its_slot, Session& parent, std::shared_ptr<StyleRules> rules_around, Source source,
                Surroundings around);

  std::string begin();                               // the content that the page begins with
  std::string again(std::uint64_t frame);            // the content as it is now, which goes in that frame
  void renew(std::shared_ptr<const Component> now);  // and the caller writes it
  void torn();                                       // what the browser shows is not what it was sent

  Subscription listen(Live::Listener listener, Live::Snapshot& now) override;
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override;
  bool start_anew(std::uint64_t received) override;
  void forgotten() override;

 private:
  std::optional<Node> make(Session& session);  // the newest content; nothing: it is what is shown
  Node make_component(Session& session, const std::function<Node(Session&)>& node);
  void fail(Session& session);
  void lose();
  std::string markup(PageSlots& slots) const;
  void change(Session& session, FrameEnd end);
  void write_sheet(FrameEnd end);
  void write_whole(Session& session, FrameEnd end);
  void has_shown(Session& session, FrameEnd end);

  const std::weak_ptr<Session> parent_;
  const std::shared_ptr<StyleRules> rules_around_;
  Source source_;
  const Surroundings around_;
  std::weak_ptr<Session> session_;
  std::weak_ptr<Session> component_session_;
  Live::Snapshot made_of_;  // a region's
  Tree tree_;
  std::string error_;                  // in its place, if it could not be made
  std::string marks_;                  // what it needs beside
  std::shared_ptr<StyleRules> rules_;  // null: the page shows what it began with
  std::string css_;                    // of those, what was sent last
  bool is_made_anew_ = false;          // the component's session is another one
  bool is_styled_ = false;             // rules have been sent
  bool needs_sheet_ = false;           // and are to be sent again
  bool is_lost_ = false;               // the page may not have what was sent
  int times_torn_ = 0;
  std::atomic<bool> changed_ = false;  // since it was made
  std::uint64_t styled_in_ = 0;        // the frame that its rules went in last
  std::uint64_t shown_in_ = 0;         // the frame that the last change went in; 0: the page shows what it began with
};

}  // namespace bonito::detail
