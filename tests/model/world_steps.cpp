// What pages say, and what the program does.
#include <future>
#include <utility>

#include "model/world.hpp"

namespace bonito::model {

// ── what a page says ──

void World::say(int tab) {
  Page& page = page_in(tab);
  const auto slot = page.shown.event("say");
  if (slot && page.protocol.event(*slot, {page.text(page.said + 1)})) ++page.said;
}

void World::press(int tab) {
  Page& page = page_in(tab);
  const auto slot = page.shown.event("press");
  if (slot && page.protocol.event(*slot, {page.text(page.pressed + 1)})) ++page.pressed;
}

void World::fail(int tab) {
  Page& page = page_in(tab);
  if (const auto slot = page.shown.event("fail")) page.protocol.event(*slot);
}

void World::notify(int tab, bool every) {
  Page& page = page_in(tab);
  const auto slot = page.protocol.mirror(every ? "talk" : "said");
  int& notified = page.notified[every ? 1 : 0];
  const std::string value = page.text(notified + 1);
  if (!slot || !page.protocol.notify(*slot, Value(value))) return;
  ++notified;
  page.shown.notify(*slot, value, page.protocol.sent());
}

void World::ping(int tab) {
  speak(tab);  // hello comes first
  const std::byte payload[] = {std::byte{1}};
  if (const auto line = page_in(tab).line) line->up.push_back(ping_frame(payload));
}

// Of a frame that it has acknowledged before.
void World::acknowledge_late(int tab) {
  Page& page = page_in(tab);
  const auto received = page.protocol.received();
  if (page.line && page.protocol.welcome() && received > 0) {
    page.line->up.push_back(ack_frame(static_cast<std::uint16_t>(received - 1)));
  }
}

void World::leave(int tab) {
  const auto line = std::exchange(page_in(tab).line, nullptr);
  if (!line || line->lost || line->bye()) return;
  (line->said_received ? line->lost : line->at_fault) = true;
  line->left_unheard = hold_.has_value();
  if (!profile_.soft_close) may_close_ = true;
  send(*line, bye_frame({ByeCode::protocol, "This page does not like what it was sent."}));
}

void World::break_protocol(int tab, int how) {
  Page& page = page_in(tab);
  const auto line = std::exchange(page.line, nullptr);
  if (!line || line->lost || line->bye()) return;
  line->at_fault = true;
  if (!profile_.soft_close) may_close_ = true;
  const auto beyond = static_cast<std::uint16_t>(page.protocol.received() + 10'000);
  switch (how % 7) {
    case 0: return send(*line, {});
    case 1: return send(*line, {std::byte{77}});
    case 2: return send(*line, ack_frame(beyond));
    case 3: return send(*line, data_frame({static_cast<std::uint16_t>(page.protocol.sent() + 100), 0}));
    case 4: return send(*line, {std::byte{0}, std::byte{1}, std::byte{0}});
    case 5: return send(*line, welcome_frame({}));
    default: return send(*line, line->said_received ? hello_frame({}) : pong_frame({}));
  }
}

void World::hello_wrongly(int tab, int how) {
  Page& page = page_in(tab);
  const Line* last = last_greeted();
  const auto line = connect(page, false);
  line->at_fault = !line->bye();
  Hello hello{.version = 1, .instance = page.protocol.instance(), .received = page.protocol.received()};
  if (how % 2 == 0 && last && last->page == page.number && !hold_) {
    hello.received += 10'000;
  } else {
    ++hello.version;
  }
  send(*line, hello_frame(hello));
}

// ── what the program does ──

void World::set(Cell cell, std::size_t length) {
  const bool may_jump = !keeps_every();
  program_.set(cell, length);
  for (auto& page : pages_) {
    if (may_jump) page->shown.may_jump();
  }
  settle();
}
void World::swap(int level, int show) {
  program_.swap(level % levels, static_cast<Show>(show % shows));
  settle();
}
void World::mirror(bool every) {
  if (session_->status() == SessionStatus::closed) return;
  program_.mirror(*session_, every);
  settle();
}

void World::hold() {
  if (hold_ || session_->status() == SessionStatus::closed) return;
  const auto running = std::make_shared<std::promise<void>>();
  session_->post([running, go_on = std::shared_future(hold_.emplace().get_future())] {
    running->set_value();
    go_on.wait();
  });
  running->get_future().wait();
}

void World::go_on() {
  hold_.reset();
  settle();
  for (const auto& line : lines_) line->left_unheard = false;
}

// One that is not open any more, else the one in use, else the newest.
Line* World::line_that_ended() const {
  const auto current = link_of(*session_).connection();
  Line* newest = nullptr;
  for (const auto& line : lines_) {
    if ((line->lost && !line->left_unheard) || line->bye() || line == current) continue;
    newest = line.get();
    if (!line->is_open()) return newest;
  }
  return current ? static_cast<Line*>(current.get()) : newest;
}

void World::soft_close() {
  if (Line* const ended = line_that_ended()) {
    ended->lost = true;
    ended->left_unheard = false;
  }
  if (!profile_.soft_close) may_close_ = true;
  session_->soft_close();
  settle();
}

}  // namespace bonito::model
