// Contents of a region that come and go on one page, ten thousand of them: when they have gone, nothing of them is
// left.
#include <gtest/gtest.h>

#include <iostream>
#include <string>

#include "bonito/bonito.hpp"
#include "support/process.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace literals;
using test::RawPage;

#ifdef BONITO_SANITIZED
constexpr bool sanitized = true;  // most memory is the sanitizer's then
constexpr int swaps = 500;
#else
constexpr bool sanitized = false;
constexpr int swaps = 10'000;
#endif
constexpr int warm_up = swaps / 10;
constexpr std::size_t most_growth = 4u << 20;  // of what the process holds; 420 bytes a content would be seen

class RegionTurnoverTest : public ::testing::Test {
 protected:
  RegionTurnoverTest() {
    server.route("/", App([this] { return dom::main(dom::output(clicks), dom::section(region)); }));
  }

  // All that a content may bring: styles, a live text, a handler, an asset, and a region of its own. With a key of its
  // own it comes in place of the one before; else that becomes it.
  Node content(int number, bool is_new) const {
    const auto svg = "<svg><title>" + std::to_string(number) + "</title></svg>";
    return dom::div("key"_a = is_new ? std::to_string(number) : std::string(),
                    "style"_a = Styles{{"width", std::to_string(number) + "px"}},
                    dom::img("src"_a = Asset::text(svg, "image/svg+xml", "dot.svg")), shared,
                    Observable<Node>{dom::em("the inner one of ", number)},
                    dom::button(on_click([clicks = clicks] { clicks.update([](int& n) { ++n; }); })));
  }

  // The next message with this opcode.
  Value::List next(RawPage& page, ServerOp opcode) const {
    for (;;) {
      auto message = page.next();
      if (!message) {
        ADD_FAILURE() << (page.complaint() ? page.complaint()->message : "Nothing came.");
        return Value::List(3);
      }
      if (message->front() == Value(static_cast<int>(opcode))) return *std::move(message);
    }
  }

  // All that the patch with the next content says.
  std::string patch(RawPage& page) const {
    std::string all;
    for (const Value& part : next(page, ServerOp::patch)) all += part.text() ? *part.text() + '\n' : "";
    return all;
  }

  // Shows the content, clicks in it, and sees the answer. Gives the address of its asset.
  std::string swap(RawPage& page, int number, bool is_new) {
    region.set(content(number, is_new));
    const auto said = patch(page);
    if (HasFailure()) return "";
    EXPECT_NE(said.find("the inner one of " + std::to_string(number)), std::string::npos) << said;
    if (is_new || button == 0) button = test::event_slot(said, "click");
    page.event(button);
    EXPECT_EQ(next(page, ServerOp::set)[2], Value(number));
    const auto address = said.find("_bonito/");
    return "/" + said.substr(address, said.find_first_of("\"\n", address) - address);
  }

  void turn_over(bool are_new) {
    auto page = RawPage::open(server.port()).value();
    int number = 0;
    while (number < warm_up && !HasFailure()) swap(page, ++number, are_new);
    test::trim_memory();
    const auto memory = test::resident_bytes();
    const auto descriptors = test::open_descriptors();
    const auto first_asset = swap(page, ++number, are_new);
    EXPECT_EQ(test::http_get("127.0.0.1", server.port(), first_asset).value().status, 200);
    while (number < warm_up + swaps && !HasFailure()) swap(page, ++number, are_new);
    test::trim_memory();
    const auto memory_after = test::resident_bytes();
    std::cout << swaps << " contents: resident " << memory / 1024 << " KiB before, " << memory_after / 1024
              << " KiB after" << std::endl;
    EXPECT_EQ(test::http_get("127.0.0.1", server.port(), first_asset).value().status, 404);
    while (test::open_descriptors() > descriptors) {
    }
    EXPECT_EQ(server.sessions(), 1u);
    if (sanitized) return;
    EXPECT_LE(memory_after, memory + most_growth);
  }

  std::uint32_t button = 0;  // its slot
  const Observable<int> shared{0};
  const Observable<int> clicks{0};
  const Observable<Node> region{dom::p("nothing yet")};
  Server server{ServerOptions{.port = 0}};
};

TEST_F(RegionTurnoverTest, TenThousandContentsOfARegionLeaveNothing) { turn_over(true); }
TEST_F(RegionTurnoverTest, TenThousandChangesOfAContentLeaveNothing) { turn_over(false); }

TEST_F(RegionTurnoverTest, AClickInAContentThatIsGoneIsDropped) {
  auto page = RawPage::open(server.port()).value();
  region.set(content(1, true));
  const auto old = test::event_slot(patch(page), "click");
  region.set(content(2, true));
  const auto current = test::event_slot(patch(page), "click");
  ASSERT_NE(old, current);
  page.event(old);
  page.event(current);
  EXPECT_EQ(next(page, ServerOp::set)[2], Value(1));
}

}  // namespace
}  // namespace bonito
