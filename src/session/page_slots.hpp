// PageSlots: gives the live parts of what is being rendered their slots, in the name of one session, and its styles
// their classes, among the rules of the page or region that it is rendered for.
#pragma once
#include <memory>
#include <string>

#include "bonito/dom/html_writer.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {

class PageSlots final : public SlotGiver {
 public:
  PageSlots(Session& session, const std::shared_ptr<StyleRules>& rules)
      : session_(session), core_(SessionCore::of(session)), rules_(rules) {}

  Bound bind(Kind kind, std::shared_ptr<const Live> live) override;
  std::uint32_t handle(const EventHandler& handler) override;
  std::optional<std::uint32_t> element(const Node& element) override;
  void hear(std::uint32_t element, const EventScript& script) override;
  void run(const Js& script) override { core_.tab().scripts().run_with_page(session_, script); }
  Content region(std::shared_ptr<const Region> region, Surroundings around) override;
  std::string style_class(const Styles& styles) override { return rules_->class_of(styles, session_); }
  std::string own_class() override { return rules_->own_class(); }
  void page_style(const Styles& styles) override { rules_->for_page(styles, session_); }
  Session& session() override { return session_; }

 private:
  Session& session_;
  SessionCore& core_;
  const std::shared_ptr<StyleRules>& rules_;
};

std::string html_of(const Node& content, Session& session, const std::shared_ptr<StyleRules>& rules,
                    Surroundings around = {});

}  // namespace bonito::detail
