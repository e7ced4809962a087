// World: one session of a program, the tabs that show its page, and the lines between them, in memory. Whoever plays
// says what happens next; after each step everything that must hold is checked.
//
//   World world({});
//   world.open(0);
//   world.converse(0);
//   world.set(Cell::line, 100);
//   world.rest(0);          // all that is on its way arrives: the page shows what the program has
//   world.end();            // and nothing remains
//
// Any step may follow any other; one that means nothing then does nothing. Owner: whoever plays, on one thread; the
// program's own code runs on the session's strand. Failure: a Violation, in words.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/line.hpp"
#include "model/program.hpp"
#include "model/shown_page.hpp"
#include "session/session_core.hpp"
#include "session/session_registry.hpp"
#include "support/raw_session.hpp"

namespace bonito::model {

struct Violation : std::runtime_error {
  using runtime_error::runtime_error;
};

struct Profile {
  bool tight = false;        // little may wait for the browser, so that it is too much again and again
  bool soft_close = true;    // may a browser that is lost come back?
  bool keep_session = true;  // the program holds its session for longer than it lives
};

class World {
 public:
  static constexpr int tabs = 2;

  explicit World(Profile profile);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // A tab and its line. What it speaks waits at the line's end until it is carried to the server.
  void open(int tab, bool congested);  // a new line, with hello; the old one is left as it is
  void load(int tab);                  // anew from a cache: the page as it was first
  void speak(int tab);
  void carry(int tab, int frames);
  void read(int tab, int frames);
  void converse(int tab);  // until neither side has more to say
  void congest(int tab, bool congested);
  void cut(int tab);   // and the server hears of it
  void die(int tab);   // it hears of it later
  void lose(int tab);  // the tab has given the line up, the server does not know
  void late_frame(int line);
  void late_end(int line);

  // What a page says.
  void say(int tab);
  void press(int tab);
  void fail(int tab);
  void notify(int tab, bool every);
  void ping(int tab);
  void acknowledge_late(int tab);
  void leave(int tab);  // bye
  void break_protocol(int tab, int how);
  void hello_wrongly(int tab, int how);

  // What the program does.
  void set(Cell cell, std::size_t length);
  void swap(int level, int show);
  void mirror(bool every);
  void hold();   // its strand is busy
  void go_on();  // no more
  void soft_close();
  void close();
  void evict();  // by the cleanup policy

  void rest(int tab);  // all arrives, over the connection that is there, and over a new one
  void end();

 private:
  Line* line_that_ended() const;
  // A page that was loaded, and what lives as long as it does.
  struct Page {
    Page(std::size_t its_number, std::string_view html) : number(its_number), shown(html) {}
    const std::size_t number;
    test::RawSession protocol;
    ShownPage shown;
    std::shared_ptr<Line> line;
    std::uint64_t told = 0;  // the newest frame of which the server has heard, for sure, that it is applied here
    int said = 0;
    int pressed = 0;
    int notified[2] = {};
    char letter() const { return static_cast<char>('A' + static_cast<char>(number)); }
    std::string text(int which) const { return std::string("s") + letter() + std::to_string(which); }
  };
  // What a hello that is handled at once must lead to.
  enum class Answer { fresh, resumed, snapshot, duplicate, superseded };

  detail::Link& link() { return detail::SessionCore::of(*session_).tab().link(); }
  detail::Outbox& outbox() const { return detail::SessionCore::of(*session_).tab().outbox(); }
  Page& page_in(int tab) { return *pages_[tabs_[static_cast<std::size_t>(tab % tabs)]]; }
  std::shared_ptr<Line> connect(const Page& page, bool congested);
  void send(Line& line, Bytes frame);
  void carry_one(Line& line);
  bool read_one(Page& page);
  void tell_lost(Line& line);
  void settle();  // when the strand rests: what must hold does
  void note_jumps();
  bool keeps_every() const;

  // world_oracle.cpp
  std::optional<Answer> answer_to(const Line& line, std::uint64_t received);  // nothing: it cannot be known
  void check_answer(Answer answer, const Line& line, const std::shared_ptr<Channel>& before) const;
  void check();
  void check_status(const std::shared_ptr<Channel>& current);
  void check_line(const Line& line, const std::shared_ptr<Channel>& current) const;
  bool has_reason(const Line& line, const Bye& bye) const;
  void check_page(const Page& page) const;  // once all has arrived
  void check_end(const std::weak_ptr<Session>& session);
  const Line* last_greeted() const;

  const Profile profile_;
  Program program_;
  std::atomic<int> greetings_ = 0;
  std::atomic<int> overflows_ = 0;  // as logged
  int overflows_noted_ = 0;
  bool overflown_ = false;
  std::shared_ptr<detail::SessionRegistry> registry_;
  std::string html_;
  std::shared_ptr<Session> session_;
  SessionStatus status_ = SessionStatus::displayed;  // when it was looked at last
  bool may_close_ = false;                           // somebody had a reason
  bool evicted_ = false;
  int snapshots_ = 0;
  std::vector<std::unique_ptr<Page>> pages_;
  std::array<std::size_t, tabs> tabs_{};  // which page each shows
  std::vector<std::shared_ptr<Line>> lines_;
  std::optional<std::promise<void>> hold_;  // while it is there, the strand waits for its end
};

}  // namespace bonito::model
