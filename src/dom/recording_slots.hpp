// For tests: a SlotGiver that numbers slots from 1 and remembers what was asked of it.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bonito/dom/html_writer.hpp"

namespace bonito {

class RecordingSlots final : public SlotGiver {
 public:
  Bound bind(Kind kind, std::shared_ptr<const Live> live) override {
    kinds.push_back(kind);
    lives.push_back(live);
    return {++last, live->snapshot()};
  }
  std::uint32_t handle(const EventHandler& handler) override {
    handlers.push_back(handler);
    return ++last;
  }
  std::optional<std::uint32_t> element(const Node& element) override {
    if (!names_elements) return std::nullopt;
    named.push_back(element);
    return ++last;
  }
  std::uint32_t hear(std::uint32_t, const EventScript& script) override { return heard.push_back(script), 0; }
  void run(const Js& script) override { scripts.push_back(script); }
  Content region(std::shared_ptr<const Region> region, Surroundings around) override {
    const auto slot = ++last;
    std::string markup;
    write_html(
        region->node(session(), region->snapshot()), *this, [&](std::string_view piece) { markup += piece; }, around);
    return {slot, markup};
  }
  std::string style_class(const Styles& styles) override {
    sheet += styles.css(".s" + std::to_string(++styled), address_of());
    return "s" + std::to_string(styled);
  }
  std::string own_class() override { return "o" + std::to_string(++styled); }
  void page_style(const Styles& styles) override { sheet += styles.css("", address_of()); }
  // Nothing in these tests looks at the session that is handed on.
  Session& session() override { return *reinterpret_cast<Session*>(this); }

  Styles::AddressOf address_of() {
    return [this](const StyleText::Address& address) {
      return address.asset ? address.asset->text(session()) : address.text;
    };
  }

  std::string html(const Node& node) {
    std::string markup;
    write_html(node, *this, [&](std::string_view piece) { markup += piece; });
    return markup;
  }

  std::uint32_t last = 0;
  int styled = 0;
  bool names_elements = false;
  std::vector<Node> named;
  std::vector<EventScript> heard;
  std::vector<Js> scripts;
  std::vector<Kind> kinds;
  std::vector<std::shared_ptr<const Live>> lives;
  std::vector<EventHandler> handlers;
  std::string sheet;
};

inline std::string html_of(const Node& node) { return RecordingSlots().html(node); }

// The sentence of the Failure that `f` throws; empty if it throws none.
template <class F>
std::string failure_of(F f) {
  try {
    f();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::usage);
    return failure.what();
  }
  return {};
}

}  // namespace bonito
