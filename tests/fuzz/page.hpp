// Page: a browser's page that does as the protocol says, beside one that does not. Whatever its session says to it that
// is not right ends the program (require).
//
//   Page page(browser.session);
//   page.connect();
//   page.click();
//   page.exchange();
//   page.values.at(clicks_slot);   // 1
//
// Owner: a value. Thread: one at a time.
#pragma once
#include <map>
#include <memory>
#include <vector>

#include "fuzz/by_hand.hpp"
#include "fuzz/program.hpp"
#include "fuzz/target.hpp"
#include "session/session_fixture.hpp"
#include "support/raw_session.hpp"

namespace bonito::fuzz {

class Page {
 public:
  explicit Page(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  void connect() {
    connection = std::make_shared<testing::MemoryConnection>();
    link_of(*session_).connect(connection);
    protocol.begin();
    exchange();
    require(protocol.welcome().has_value(), "A page that does as it should is welcome.");
  }
  void click() { protocol.event(click_slot); }
  // Until neither side has anything to say.
  void exchange() {
    for (;;) {
      while (const auto frame = protocol.next_frame()) session_->process_message(*frame);
      do_all_work();
      if (connection->quiet()) return;
      while (!connection->quiet()) receive(connection->next());
    }
  }

  test::RawSession protocol;
  std::shared_ptr<testing::MemoryConnection> connection;
  std::map<std::uint32_t, Value> values;  // of the slots that were set
  std::vector<int> news;                  // all of that slot's

 private:
  void receive(const Bytes& frame) {
    const auto understood = protocol.receive(frame);
    require(static_cast<bool>(understood), "A page is told what the protocol allows.",
            understood ? "" : understood.error().message);
    while (const auto message = protocol.next_message()) {
      const auto opcode = static_cast<ServerOp>(*(*message)[0].integer());
      if (opcode != ServerOp::set) continue;
      const auto slot = from_value<std::uint32_t>((*message)[1]).value();
      values[slot] = (*message)[2];
      if (slot == news_slot) news.push_back(from_value<int>((*message)[2]).value());
    }
  }

  std::shared_ptr<Session> session_;
};

}  // namespace bonito::fuzz
