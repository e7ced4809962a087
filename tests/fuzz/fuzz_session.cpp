// A session's message handler: an input says what a stranger does at the other end of the line (stranger.hpp). Whatever
// that is, memory stays bounded, another page of the same app has its values and nothing else, the session serves
// the next browser as if nothing had been, and when it is closed nothing of it is left.
#include <span>

#include "bonito/base/log.hpp"
#include "fuzz/by_hand.hpp"
#include "fuzz/page.hpp"
#include "fuzz/program.hpp"
#include "fuzz/stranger.hpp"
#include "fuzz/target.hpp"
#include "support/process.hpp"

namespace bonito::fuzz {
namespace {

constexpr std::size_t outgoing_bytes = 128u << 10;
constexpr std::size_t incoming_bytes = 2u << 10;
constexpr std::size_t most_memory = 1u << 20;  // these, for two pages, and the program's own values

// Another visitor's page, which does as it should.
class Bystander {
 public:
  Bystander(std::shared_ptr<Session> session, const Program& program) : page_(std::move(session)), program_(program) {
    page_.connect();
  }

  void tell(int news) {
    program_.news.set(news);
    told_.push_back(news);
  }
  void check() {
    page_.exchange();
    const int shared = program_.shared.get();
    const auto shown = page_.values.find(shared_slot);
    require(shown == page_.values.end() ? shared == 0 : shown->second == Value(shared),
            "A bystander shows the newest value.");
    require(page_.news == told_, "A bystander hears all news, in order.");
    for (const auto& [slot, value] : page_.values) {
      require(slot == shared_slot || slot == news_slot, "A bystander hears nothing of another page's values.");
    }
  }
  void require_shutdown() {
    page_.exchange();
    require(page_.protocol.bye() && page_.protocol.bye()->code == ByeCode::shutdown, "A bystander stays to the end.");
  }

 private:
  Page page_;
  const Program& program_;
  std::vector<int> told_;
};

// What the program does of its own accord.
void act(std::uint8_t what, int number, const Program& program, Bystander& bystander, Session& session) {
  switch (what % 7) {
    case 1: program.shared.set(number); break;
    case 2: bystander.tell(number); break;
    case 3: session.mirror("shared", program.shared); break;
    case 4: session.writable(); break;
    case 5: session.post([] { throw Failure({Errc::app, "Posted work has failed."}); }); break;
    case 6: ring_timers(); break;
    default: break;
  }
}

// A browser that comes after the stranger: a page that was loaded anew, say.
void require_service(const std::shared_ptr<Session>& session, const Program& program) {
  Page page(session);
  page.connect();
  program.shared.set(1'000'000);
  page.exchange();
  require(page.values.at(shared_slot) == Value(1'000'000), "The next browser has the newest value.");
  page.click();
  page.exchange();
  require(program.shared.get() == 1'000'001, "The next browser's click is heard once.");
  require(page.values.at(shared_slot) == Value(1'000'001), "The next browser sees what its click did.");
  require(page.values.contains(clicks_slot), "The next browser has its own values.");
}

void run(BytesView bytes) {
  const Program program;
  const App app = program.app();
  const auto held = program.held.use_count();
  const auto memory = test::allocated_bytes();
  const auto registry = std::make_shared<detail::SessionRegistry>(
      detail::RegistryOptions{.limits = {.outgoing_bytes = outgoing_bytes, .incoming_bytes = incoming_bytes}});
  std::weak_ptr<Session> remains;
  {
    const auto session = testing::Browser(registry, app).session;
    remains = session;
    Bystander bystander(testing::Browser(registry, app).session, program);
    Stranger stranger(session);
    stranger.follow(Input(bytes), [&](Input& input) {
      require(test::allocated_bytes() < memory + most_memory, "What waits is bounded.");
      bystander.check();
      const auto what = input.byte();
      act(what, input.byte(), program, bystander, *session);
    });
    bystander.check();
    stranger.leave();
    do_all_work();
    if (session->status() == SessionStatus::closed) {
      require(!registry->find(session->id()), "A closed session is not found.");
      stranger.require_farewell();
    } else {
      require_service(session, program);
      bystander.check();
    }
    const Bye why{ByeCode::shutdown, "The program is ending."};
    for (const auto& each : registry->all()) detail::SessionCore::of(*each).close(why);
    do_all_work();
    registry->close_all(why);
    bystander.require_shutdown();
  }
  require(registry->size() == 0 && remains.expired(), "Of a closed session nothing is left.");
  require(timers() == 0, "The timers of a closed session are set no more.");
  require(program.held.use_count() == held, "What a page's functions hold goes with it.");
}

}  // namespace
}  // namespace bonito::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bonito;
  static const bool listening = [] {
    set_log_sink([](const LogEntry& entry) { fuzz::require_sentence(entry.message); });
    return true;
  }();
  static_cast<void>(listening);
  fuzz::run(std::as_bytes(std::span(data, size)));
  return 0;
}
