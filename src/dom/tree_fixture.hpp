// For tests: a region without a session. What it sends is applied to a document in memory.
//
//   RegionOnPage region(dom::p("a"));
//   region.show(dom::p("b"));
//   EXPECT_EQ(region.dom.text(), RegionOnPage(dom::p("b")).dom.text());
#pragma once
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "dom/test_dom.hpp"
#include "dom/tree.hpp"

namespace bonito::testing {

class RegionOnPage final : public detail::TreeSlots {
 public:
  explicit RegionOnPage(Node content) { dom = TestDom(begun(std::move(content))); }

  // Returns the bytes of the steps.
  std::size_t show(Node content) {
    Bytes steps;
    detail::Patch patch(steps);
    const auto old = tree_.become(std::move(content), *this, {}, patch);
    for (const auto slot : tree_.gone()) forget(slot);
    if (patch.finish()) apply(1, steps);
    for (auto renewed = std::exchange(renewed_, {}); const auto& [slot, component] : renewed) {
      Bytes more;
      detail::Patch inner(more);
      detail::Tree& tree = *trees_.at(slot);
      const auto before = tree.become(component->node(session()), *this, {}, inner);
      for (const auto gone : tree.gone()) forget(gone);
      if (inner.finish()) apply(slot, more);
    }
    return steps.size();
  }
  std::string again() { return TestDom::text_of(tree_.again(*this, {})); }

  Bound bind(Kind, std::shared_ptr<const Live> live) override {
    const auto slot = ++last_;
    auto now = live->snapshot();
    lives[slot] = std::move(live);
    return {slot, std::move(now)};
  }
  std::uint32_t handle(const EventHandler& handler) override {
    handlers.emplace(++last_, handler);
    return last_;
  }
  std::optional<std::uint32_t> element(const Node&) override { return ++last_; }
  std::uint32_t hear(std::uint32_t, const EventScript&) override { return ++last_; }
  void run(const Js& script) override { runs.push_back(script.source()); }
  std::uint32_t run_here(const Js& script) override { return run(script), ++last_; }
  Content region(std::shared_ptr<const Region> region, Surroundings around) override {
    return begin_inner(region->node(session(), region->snapshot()), around);
  }
  Content component(std::shared_ptr<const Component> component, Surroundings around) override {
    return begin_inner(component->node(session()), around);
  }
  std::string style_class(const Styles& styles) override { return "s" + std::to_string(styles.css(".x").size()); }
  std::string own_class() override { return "own"; }
  void page_style(const Styles&) override {}
  Session& session() override { return *reinterpret_cast<Session*>(this); }
  void keep_in(detail::Keeps*) override {}
  void rebind(std::uint32_t slot, Kind, const std::shared_ptr<const Live>& live) override {
    ASSERT_TRUE(lives.contains(slot));
    lives[slot] = live;
    set(dom.items(), std::to_string(slot), live->text(live->snapshot()));
  }
  void tell(std::uint32_t) override {}
  void rehandle(std::uint32_t slot, const EventHandler& handler) override {
    ASSERT_EQ(handlers.erase(slot), 1u);
    handlers.emplace(slot, handler);
  }
  void renew(std::uint32_t slot, const std::shared_ptr<const Component>& component) override {
    renewed_.emplace_back(slot, component);
  }
  std::string again(std::uint32_t slot) override {
    return trees_.contains(slot) ? trees_.at(slot)->again(*this, {}) : std::string();
  }

  std::size_t slots() const { return lives.size() + handlers.size() + trees_.size(); }

  std::map<std::uint32_t, std::shared_ptr<const Live>> lives;
  std::map<std::uint32_t, EventHandler> handlers;
  std::vector<std::string> runs;
  TestDom dom{""};

 private:
  std::string begun(Node content) { return "<!--r:1-->" + tree_.begin(std::move(content), *this, {}) + "<!--/r-->"; }

  Content begin_inner(Node content, Surroundings around) {
    const auto slot = ++last_;
    auto tree = std::make_unique<detail::Tree>();
    std::string html = tree->begin(std::move(content), *this, around);
    trees_[slot] = std::move(tree);
    return {slot, std::move(html)};
  }

  void apply(std::uint32_t slot, const Bytes& steps) {
    Decoder in(steps);
    dom.patch(slot, in);
    EXPECT_TRUE(in.done());
  }

  void forget(std::uint32_t slot) {
    lives.erase(slot);
    handlers.erase(slot);
    trees_.erase(slot);
  }

  // As the browser does when the value comes.
  static void set(TestDom::Items& items, const std::string& slot, const std::string& text) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string* tokens = items[i]->attribute("data-b");
      if (const std::string mark = "a" + slot + ","; tokens && tokens->find(mark) != tokens->npos) {
        const auto name = tokens->substr(tokens->find(mark) + mark.size());
        std::ranges::find(items[i]->attributes, name.substr(0, name.find(' ')), [](const auto& each) {
          return each.first;
        })->second = text;
      }
      if (items[i]->name_or_text == "b:" + slot) {
        const bool has_text = i + 1 < items.size() && items[i + 1]->kind == TestDom::Item::Kind::text;
        if (has_text) {
          items[i + 1]->name_or_text = text;
        } else {
          items.insert(items.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                       std::make_shared<TestDom::Item>(TestDom::Item{TestDom::Item::Kind::text, text}));
        }
        return;
      }
      set(items[i]->children, slot, text);
    }
  }

  std::uint32_t last_ = 1;
  detail::Tree tree_;
  std::map<std::uint32_t, std::unique_ptr<detail::Tree>> trees_;
  std::vector<std::pair<std::uint32_t, std::shared_ptr<const Component>>> renewed_;
};

}  // namespace bonito::testing
