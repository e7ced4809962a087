#include "bonito/dom/html_writer.hpp"

#include "bonito/base/error.hpp"
#include "dom/node_writer.hpp"

namespace bonito {
namespace detail {
namespace {

// Slots where there is no session.
class NoSlots final : public SlotGiver {
 public:
  Bound bind(Kind, std::shared_ptr<const Live>) override { refuse("a live part"); }
  std::uint32_t handle(const EventHandler&) override { refuse("an event handler"); }
  std::optional<std::uint32_t> element(const Node&) override { return std::nullopt; }
  std::uint32_t hear(std::uint32_t, const EventScript&) override { refuse("a script"); }
  void run(const Js&) override { refuse("a script"); }
  Content region(std::shared_ptr<const Region>, Surroundings) override { refuse("a region"); }
  std::string style_class(const Styles&) override { refuse("Styles"); }
  std::string own_class() override { refuse("live Styles"); }
  void page_style(const Styles&) override { refuse("Styles"); }
  Session& session() override { refuse("a part that is made for a session"); }

 private:
  [[noreturn]] static void refuse(const std::string& what) {
    refuse_page("This node has " + what + ", and to_html knows no session: show it with an App.");
  }
};

}  // namespace
}  // namespace detail

void write_html(const Node& node, SlotGiver& slots, const HtmlSink& sink, Surroundings around) {
  detail::NodeWriter(slots, sink).write(node, around);
}

std::string to_html(const Node& node) {
  std::string html;
  detail::NoSlots none;
  write_html(node, none, [&](std::string_view piece) { html += piece; });
  return html;
}

}  // namespace bonito
