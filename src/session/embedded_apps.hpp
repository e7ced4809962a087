// EmbeddedApps: the apps of one tab that stand in pages of somebody else's, each a session of the tab's root. The
// browser says when one is on its page, and when it has gone for good.
//
// What changes before an app is on its page reaches no place, so the places are told anew when it is. One that never
// gets there would stay for ever, so of those that wait only the newest are kept; and when the page is another one,
// what it does not show soon has gone.
//
// Owner: the tab. Thread: the strand. Failure: none; whoever shows what is no app, or no more, is told so.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bonito/base/timer.hpp"
#include "bonito/dom/attribute.hpp"

namespace bonito {
class Session;
}

namespace bonito::detail {

class Tab;

class EmbeddedApps {
 public:
  explicit EmbeddedApps(Tab& tab) noexcept : tab_(tab) {}

  // Before the first. How their elements connect; whether there may be many, and one may come at any time.
  void begin(std::vector<Attribute> way_to_connect, bool many);
  const std::vector<Attribute>& way_to_connect() const noexcept { return way_to_connect_; }
  bool are_many() const noexcept { return many_; }  // any thread
  std::uint32_t add(const std::shared_ptr<Session>& app);
  void on_page(std::uint32_t slot, bool is_there);
  bool awaits(const void* owner) const;  // what this session, one of an app's, shows is not on the page yet
  void tell_shown();    // after a frame, once for all that it says: what those that are on the page now show
  void page_changed();  // another page, or the same loaded anew, has the session

 private:
  struct App {
    std::uint32_t slot;
    std::weak_ptr<Session> session;
    bool has_been_there = false;
    bool is_missed = false;  // it was on a page before this one
    bool is_to_be_told = false;
  };
  void show(App& app);
  void drop_missed();

  Tab& tab_;
  std::vector<Attribute> way_to_connect_;
  bool many_ = false;
  std::vector<App> apps_;  // ordered by slot
  bool is_any_to_be_told_ = false;
  Timer deadline_;
};

}  // namespace bonito::detail
