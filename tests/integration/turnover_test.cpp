// Pages that come and go, ten thousand of them: when they have gone, nothing of them is left.
#include <gtest/gtest.h>

#include <iostream>
#include <limits>
#include <thread>

#include "bonito/bonito.hpp"
#include "bonito/session/cleanup.hpp"
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
constexpr auto come_back = 2s;   // how long a page is kept for a browser that may come, or come back
constexpr auto patience = 60s;   // for all that to have ended; what is left of a socket ends after some seconds, too
constexpr int calm_looks = 200;  // so often memory is looked at, each 10 ms, and has not fallen: it does so for seconds
constexpr int warm_up = loads / 10;
constexpr std::size_t most_growth = 4u << 20;  // of what the process holds; 420 bytes a page would be seen

class TurnoverTest : public ::testing::Test {
 protected:
  TurnoverTest() {
    set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(
        CleanupTimes{.wait_for_first_connect = come_back, .keep_after_disconnect = come_back}));
    server.route("/", App([this](Session& session) {
                   const Observable<int> own{0};
                   session.mirror("shared", shared);
                   shared.on(session, [own](int value) { own.set(value); });
                   return dom::main(dom::img("src"_a = Asset::text("<svg/>", "image/svg+xml", "dot.svg")), own, shared,
                                    dom::button(on_click([own] { own.update([](int& n) { ++n; }); })));
                 }));
  }

  ~TurnoverTest() override { set_cleanup_policy(nullptr); }

  // As browsers do: most read the page, connect, click, see the answer, and leave with or without a word. Every tenth
  // never connects.
  void visit(int number) const {
    if (number % 10 == 0) {
      ASSERT_TRUE(RawPage::fetch(server.port()));
      return;
    }
    const auto start = std::chrono::steady_clock::now();
    auto page = RawPage::open(server.port());
    if (!page && std::chrono::steady_clock::now() - start >= come_back) return visit(number);  // no page waits so long
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_TRUE(page->next()) << "the mirror";
    page->event(test::event_slot(page->html(), "click"));
    ASSERT_TRUE(page->next()) << "the answer";
    if (number % 2 == 0) page->socket().close();
  }

  // Until no session is left, nor more descriptors than that, and memory falls no more; or as long as that may take.
  // Returns the memory held then, in bytes.
  std::size_t rest(std::size_t descriptors) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::size_t memory = std::numeric_limits<std::size_t>::max();
    for (int calm = 0; calm < calm_looks && std::chrono::steady_clock::now() < deadline; ++calm) {
      std::this_thread::sleep_for(10ms);
      test::trim_memory();
      const auto now = test::resident_bytes();
      if (server.sessions() > 0 || test::open_descriptors() > descriptors || now < memory) calm = 0;
      memory = now;
    }
    return memory;
  }

  const Observable<int> shared{0};
  Server server{ServerOptions{.port = 0}};
};

TEST_F(TurnoverTest, TenThousandPagesThatCameAndWentLeaveNothing) {
  const auto descriptors = test::open_descriptors();
  for (int i = 0; i < warm_up; ++i) visit(i);
  const auto memory = rest(descriptors);
  for (int i = 0; i < loads && !HasFailure(); ++i) visit(i);
  const auto most = server.sessions();
  const auto most_memory = test::resident_bytes();
  const auto memory_after = rest(descriptors);
  std::cout << loads << " pages, " << most << " of them at once: resident " << memory / 1024 << " KiB before, "
            << most_memory / 1024 << " KiB with them, " << memory_after / 1024 << " KiB after; "
            << test::open_descriptors() << " descriptors after, " << descriptors << " before" << std::endl;
  EXPECT_EQ(server.sessions(), 0u);
  EXPECT_EQ(test::open_descriptors(), descriptors);
  if (sanitized) return;
  EXPECT_LE(memory_after, memory + most_growth);
}

}  // namespace
}  // namespace bonito
