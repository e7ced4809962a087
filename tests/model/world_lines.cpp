// Lines, and what goes over them.
#include "model/world.hpp"

#include <algorithm>
#include <utility>

namespace bonito::model {

std::shared_ptr<Line> World::connect(const Page& page, bool congested) {
  auto line = std::make_shared<Line>(page.number, congested, greetings_);
  lines_.push_back(line);
  line->number = link().connect(line);
  return line;
}

void World::open(int tab, bool congested) {
  Page& page = page_in(tab);
  page.line = connect(page, congested);
  page.protocol.begin();
  settle();
}

void World::load(int tab) {
  if (pages_.size() == 26) return;  // there is no letter left for it
  if (!pages_.empty()) lose(tab);
  tabs_[static_cast<std::size_t>(tab % tabs)] = pages_.size();
  pages_.push_back(std::make_unique<Page>(pages_.size(), html_));
  if (overflown_) pages_.back()->shown.may_jump();
}

void World::speak(int tab) {
  Page& page = page_in(tab);
  if (!page.line) return;
  while (auto frame = page.protocol.next_frame()) page.line->up.push_back(std::move(*frame));
}

void World::carry(int tab, int frames) {
  speak(tab);
  const auto line = page_in(tab).line;
  for (; line && frames > 0 && !line->up.empty(); --frames) carry_one(*line);
}

void World::carry_one(Line& line) {
  const Bytes frame = std::move(line.up.front());
  line.up.pop_front();
  send(line, frame);
}

void World::send(Line& line, Bytes frame) {
  const auto kind = kind_of(frame);
  const auto current = link_of(*session_).connection();
  std::optional<Answer> answer;
  if (kind == FrameKind::ping) ++line.pings;
  if (kind == FrameKind::hello) {
    const auto received = parse_hello(body_of(frame)).value().received;
    const bool is_heard = !hold_ && line.is_open() && !line.lost && !line.at_fault && !line.said_received;
    if (is_heard) answer = answer_to(line, received);
    if (!line.said_received) line.said_received = received;
  } else if (!hold_ && current.get() == &line && !line.at_fault) {
    auto& told = pages_[line.page]->told;
    if (kind == FrameKind::ack) told = std::max<std::uint64_t>(told, parse_ack(body_of(frame)).value());
    if (kind == FrameKind::data) told = std::max<std::uint64_t>(told, read_data_header(body_of(frame)).value().ack);
  }
  link().process_message(frame, line.number);
  settle();
  if (answer && session_->status() != SessionStatus::closed) check_answer(*answer, line, current);
}

void World::read(int tab, int frames) {
  Page& page = page_in(tab);
  while (frames-- > 0 && read_one(page)) {
  }
}

bool World::read_one(Page& page) {
  const auto line = page.line;
  const auto frame = line ? line->next() : std::nullopt;
  if (!frame) return false;
  note_jumps();
  if (const auto understood = page.protocol.receive(*frame); !understood) throw Violation(understood.error().message);
  std::uint64_t applied = page.protocol.acknowledged();
  if (kind_of(*frame) == FrameKind::data) {
    // An older one, if the frame is sent again.
    applied -= static_cast<std::uint16_t>(applied - read_data_header(body_of(*frame)).value().ack);
  }
  while (const auto message = page.protocol.next_message()) {
    if (const auto complaint = page.shown.apply(*message, applied)) throw Violation(*complaint);
  }
  if (page.protocol.bye()) {
    page.line = nullptr;
    tell_lost(*line);
  }
  return true;
}

void World::converse(int tab) {
  Page& page = page_in(tab);
  bool moves = true;
  for (int rounds = 0; moves; ++rounds) {
    if (rounds > 10'000) throw Violation("The two sides talk for ever.");
    moves = false;
    speak(tab);
    for (; page.line && !page.line->up.empty(); moves = true) carry_one(*page.line);
    while (read_one(page)) moves = true;
  }
}

void World::congest(int tab, bool congested) {
  const auto line = page_in(tab).line;
  if (!line || line->is_congested() == congested) return;
  line->congest(congested);
  if (congested) return;
  link().writable();
  settle();
}

void World::tell_lost(Line& line) {
  if (std::exchange(line.lost, true)) return;
  line.left_unheard = false;
  if (!profile_.soft_close) may_close_ = true;
  link().lost(line.number);
  settle();
}

void World::cut(int tab) {
  if (const auto line = std::exchange(page_in(tab).line, nullptr)) tell_lost(*line);
}
void World::die(int tab) {
  if (const auto line = std::exchange(page_in(tab).line, nullptr)) line->die();
}
void World::lose(int tab) { page_in(tab).line = nullptr; }

void World::late_frame(int which) {
  if (lines_.empty()) return;
  Line& line = *lines_[static_cast<std::size_t>(which) % lines_.size()];
  if (!line.up.empty()) carry_one(line);
}
void World::late_end(int which) {
  if (lines_.empty()) return;
  const auto line = lines_[static_cast<std::size_t>(which) % lines_.size()];
  tell_lost(*line);
  auto& used = pages_[line->page]->line;
  if (used == line) used = nullptr;
}

}  // namespace bonito::model
