// Pages that come and go, ten thousand of them: when they have gone, nothing of them is left.
#include <gtest/gtest.h>

#include <iostream>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "support/process.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace literals;
using namespace std::chrono_literals;
using test::RawPage;

#ifdef BONITO_SANITIZED
constexpr bool sanitized = true;  // most memory is the sanitizer's then
constexpr int loads = 500;
#else
constexpr bool sanitized = false;
constexpr int loads = 10'000;
#endif
constexpr int warm_up = loads / 10;
constexpr std::size_t most_growth = 4u << 20;  // of what the process holds; 420 bytes a page would be seen

struct Usage {
  std::size_t memory, descriptors, sessions;
};

class TurnoverTest : public ::testing::Test {
 protected:
  TurnoverTest() {
    server.route("/", App([this](Session& session) {
                   const Observable<int> own{0};
                   session.mirror("shared", shared);
                   shared.on(session, [own](int value) { own.set(value); });
                   return dom::main(dom::img("src"_a = Asset::text("<svg/>", "image/svg+xml", "dot.svg")), own, shared,
                                    dom::button(on_click([own] { own.update([](int& n) { ++n; }); })));
                 }));
  }

  // As browsers do: most read the page, connect, click, see the answer, and leave with or without a word. Every tenth
  // never connects.
  void visit(int number) const {
    if (number % 10 == 0) {
      ASSERT_TRUE(RawPage::fetch(server.port()));
      return;
    }
    auto page = RawPage::open(server.port());
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_TRUE(page->next()) << "the mirror";
    page->event(test::event_slot(page->html(), "click"));
    ASSERT_TRUE(page->next()) << "the answer";
    if (number % 2 == 0) page->socket().close();
  }

  // What is used once all sessions have ended. Whoever left may come back for a while, so this waits for that to pass.
  Usage rest(std::size_t descriptors_before) const {
    while (server.sessions() > 0 || test::open_descriptors() > descriptors_before) std::this_thread::sleep_for(10ms);
    test::trim_memory();
    return {test::resident_bytes(), test::open_descriptors(), server.sessions()};
  }

  const Observable<int> shared{0};
  Server server{ServerOptions{.port = 0}};
};

TEST_F(TurnoverTest, TenThousandPagesThatCameAndWentLeaveNothing) {
  const auto descriptors = test::open_descriptors();
  for (int i = 0; i < warm_up; ++i) visit(i);
  const Usage before = rest(descriptors);
  for (int i = 0; i < loads && !HasFailure(); ++i) visit(i);
  const auto at_most = server.sessions();
  const Usage after = rest(descriptors);
  std::cout << loads << " pages, " << at_most << " sessions at the end: resident " << before.memory / 1024
            << " KiB before, " << after.memory / 1024 << " KiB after; " << after.descriptors << " descriptors as before"
            << std::endl;
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.sessions, 0u);
  if (sanitized) return;
  EXPECT_LE(after.memory, before.memory + most_growth);
}

}  // namespace
}  // namespace bonito
