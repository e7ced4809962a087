// PageSlots: gives the live parts of what is being rendered their slots, in the name of one session, and its styles
// their classes, among the rules of the page or region that it is rendered for.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bonito/dom/html_writer.hpp"
#include "dom/tree_slots.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {

class RegionBinding;

class PageSlots final : public TreeSlots {
 public:
  // `frame`: the number of the one that the content goes in; 0: it comes with the page.
  PageSlots(Session& session, const std::shared_ptr<StyleRules>& rules, std::uint64_t frame = 0)
      : session_(session), core_(SessionCore::of(session)), rules_(rules), frame_(frame) {}
  ~PageSlots() override { keep_in(nullptr); }

  Bound bind(Kind kind, std::shared_ptr<const Live> live) override;
  std::uint32_t handle(const EventHandler& handler) override;
  std::optional<std::uint32_t> element(const Node& element) override;
  std::uint32_t hear(std::uint32_t element, const EventScript& script) override;
  void run(const Js& script) override { core_.tab().scripts().run_with_page(session_, script, false); }
  Content region(std::shared_ptr<const Region> region, Surroundings around) override;
  void part(const std::function<void()>& write) override;
  std::string style_class(const Styles& styles) override { return rules_->class_of(styles, session_, keeps_); }
  std::string own_class() override { return rules_->own_class(); }
  void page_style(const Styles& styles) override { rules_->for_page(styles, session_, keeps_); }
  Session& session() override { return session_; }

  std::uint32_t run_here(const Js& script) override {
    return core_.tab().scripts().run_with_page(session_, script, true);
  }
  Content component(std::shared_ptr<const Component> component, Surroundings around) override;
  void keep_in(Keeps* keeps) override;
  void rebind(std::uint32_t slot, Kind kind, const std::shared_ptr<const Live>& live) override;
  void tell(std::uint32_t slot) override;
  void rehandle(std::uint32_t slot, const EventHandler& handler) override;
  void renew(std::uint32_t slot, const std::shared_ptr<const Component>& component) override;
  std::string again(std::uint32_t slot) override;

  // The components that show something else now, and have yet to say so.
  const std::vector<std::shared_ptr<RegionBinding>>& renewed() const noexcept { return renewed_; }

 private:
  std::shared_ptr<RegionBinding> place(std::uint32_t slot) const;

  Session& session_;
  SessionCore& core_;
  const std::shared_ptr<StyleRules>& rules_;
  const std::uint64_t frame_;
  Keeps* keeps_ = nullptr;
  std::vector<std::shared_ptr<RegionBinding>> renewed_;
};

std::string html_of(const Node& content, Session& session, const std::shared_ptr<StyleRules>& rules,
                    Surroundings around = {});

}  // namespace bonito::detail
