// PageSlots: gives the live parts of what is being rendered their slots, in the name of one session.
#pragma once
#include <memory>
#include <string>

#include "bonito/dom/html_writer.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {

class PageSlots final : public SlotGiver {
 public:
  explicit PageSlots(Session& session) : session_(session), core_(SessionCore::of(session)) {}

  Bound bind(Kind kind, std::shared_ptr<const Live> live) override;
  std::uint32_t handle(const EventHandler& handler) override;
  Content region(std::shared_ptr<const Region> region, Surroundings around) override;
  std::string style_class(const Styles& styles) override { return core_.tab().style_class(styles); }
  void page_style(const Styles& styles) override { core_.tab().page_style(styles); }
  Session& session() override { return session_; }

 private:
  Session& session_;
  SessionCore& core_;
};

std::string html_of(const Node& content, Session& session, Surroundings around = {});

}  // namespace bonito::detail
