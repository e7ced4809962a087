// The oracle: what must hold, whatever has happened.
//
// * Of a hello (protocol/README.md, "Opening"): who goes on, who gets a snapshot, who may not take over.
// * After each step: the status is that of the connection; whoever was replaced, broke the protocol, or outlived the
//   session was told so, and nobody for no reason; opened() and closed() were told as often as that happened.
// * At rest: the page shows what the program has, and each knows that the other has heard everything.
// * At the end: nothing remains.
//
// That what arrives is in order is checked where it arrives: frames by Line and by RawSession, values by ShownPage,
// events by Program.
#include <algorithm>
#include <utility>

#include "model/world.hpp"

namespace bonito::model {
namespace {

// Without what long values are filled up with.
[[noreturn]] void violated(const std::string& what) {
  std::string brief;
  for (const char each : what) {
    if (each != 'x' || !brief.ends_with("xxx")) brief += each;
  }
  throw Violation(brief);
}

void expect_same(const std::string& shown, const std::string& expected) {
  if (shown != expected) violated("The page shows\n  " + shown + "\ninstead of\n  " + expected);
}

}  // namespace

// ── of a hello ──

std::optional<World::Answer> World::answer_to(const Line& line, std::uint64_t received) {
  const Page& page = *pages_[line.page];
  const Line* last = last_greeted();
  if (!last) return Answer::fresh;
  if (last->page != line.page) {
    const auto current = link_of(*session_).connection();
    return current && current->is_open() ? Answer::duplicate : Answer::snapshot;
  }
  if (received < page.told) return Answer::superseded;
  if (received < page.protocol.received()) return std::nullopt;
  std::uint64_t forgotten = 0;  // frames up to this
  for (const auto& earlier : lines_) {
    const auto welcome = earlier->welcome();
    if (earlier->page == line.page && welcome && welcome->mode == Mode::snapshot) {
      forgotten = std::max(forgotten, welcome->next - 1);
    }
  }
  return received < forgotten || outbox().overflown() ? Answer::snapshot : Answer::resumed;
}

void World::check_answer(Answer answer, const Line& line, const std::shared_ptr<Channel>& before) const {
  const auto welcomed_with = [&](Mode mode) {
    if (!line.is_welcomed()) violated("A hello got no welcome.");
    if (line.welcome()->mode == mode) return;
    violated("The mode of a welcome was " + std::to_string(static_cast<int>(line.welcome()->mode)) + ", not " +
             std::to_string(static_cast<int>(mode)) + ".");
  };
  const auto turned_away_with = [&](ByeCode code) {
    if (!line.bye() || line.bye()->code != code) violated("A hello that must not take over was not told so.");
    if (link_of(*session_).connection() != before) violated("A hello that must not take over harmed who was there.");
  };
  switch (answer) {
    case Answer::fresh: return welcomed_with(Mode::fresh);
    case Answer::resumed: return welcomed_with(Mode::resumed);
    case Answer::snapshot: return welcomed_with(Mode::snapshot);
    case Answer::duplicate: return turned_away_with(ByeCode::duplicate);
    case Answer::superseded: return turned_away_with(ByeCode::superseded);
  }
}

const Line* World::last_greeted() const {
  const Line* last = nullptr;
  for (const auto& line : lines_) {
    if (line->greeted() > (last ? last->greeted() : 0)) last = line.get();
  }
  return last;
}

// ── after each step ──

void World::check() {
  if (const auto complaint = program_.complaint()) violated(*complaint);
  const auto current = link_of(*session_).connection();
  check_status(current);
  for (const auto& line : lines_) check_line(*line, current);
  const auto candidates = std::ranges::count_if(
      lines_, [&](const auto& line) { return line->is_open() && !line->lost && line != current; });
  if (candidates > 4) violated(std::to_string(candidates) + " connections have not said hello.");
}

void World::check_status(const std::shared_ptr<Channel>& current) {
  const auto status = session_->status();
  const auto before = std::exchange(status_, status);
  if (status < before && !(before == SessionStatus::soft_closed && status == SessionStatus::open)) {
    violated("The status went back.");
  }
  if (status == SessionStatus::closed) {
    const auto error = session_->error();
    may_close_ = may_close_ || (profile_.tight && error && error->code == Errc::lagging);
    if (!may_close_) violated("The session was closed without a reason.");
    if (current) violated("A closed session has a connection.");
    if (!outbox().empty()) violated("A closed session has something to say.");
    if (program_.closed() != 1) violated("closed() was told " + std::to_string(program_.closed()) + " times.");
    if (program_.contents() != 0) violated("The session of a content lives on.");
    return program_.has_ended();
  }
  if ((status == SessionStatus::open) != (current != nullptr)) violated("The status is not the connection's.");
  if (program_.closed() != 0) violated("closed() was told before the end.");
  const auto welcomed =
      std::ranges::count_if(lines_, &Line::is_welcomed, [](const auto& line) -> const Line& { return *line; });
  if (program_.opened() != welcomed) {
    violated(std::to_string(welcomed) + " welcomes, but opened() was told " + std::to_string(program_.opened()) +
             " times.");
  }
}

void World::check_line(const Line& line, const std::shared_ptr<Channel>& current) const {
  if (const auto complaint = line.complaint()) violated(*complaint);
  if (const auto bye = line.bye()) {
    if (!has_reason(line, *bye)) violated("A connection was told for no reason: " + bye->reason);
    return;
  }
  if (line.lost) return;
  if (line.at_fault) violated("A connection that broke the protocol was not told.");
  if (line.is_welcomed() && current.get() != &line) violated("A connection was replaced and not told.");
  if (session_->status() == SessionStatus::closed) violated("A connection was not told that the session has ended.");
}

bool World::has_reason(const Line& line, const Bye& bye) const {
  const auto others = [&](auto are) {
    return std::ranges::count_if(lines_, [&](const auto& other) { return other.get() != &line && are(*other); });
  };
  switch (bye.code) {
    case ByeCode::protocol: return line.at_fault;
    case ByeCode::superseded:
      if (line.greeted() > 0) {
        return others([&](const Line& other) {
          return other.greeted() > line.greeted() && (other.page == line.page || line.is_dead());
        });
      }
      if (line.said_received && *line.said_received < pages_[line.page]->protocol.received()) return true;
      return others([&](const Line& other) { return other.number > line.number; }) >= 4;
    case ByeCode::duplicate:
      return line.greeted() == 0 &&
             others([&](const Line& other) { return other.greeted() > 0 && other.page != line.page; });
    case ByeCode::lagging: return profile_.tight;
    case ByeCode::closed: return may_close_;
    case ByeCode::unknown_session: return session_->status() == SessionStatus::closed;
    default: return false;
  }
}

// ── at rest ──

void World::check_page(const Page& page) const {
  if (!page.line || !page.protocol.welcome()) violated("A page could not connect.");
  if (!outbox().empty()) violated("The server has more to say, and does not.");
  if (!keeps_every()) violated("What was too much has come, and the server still drops values.");
  if (page.protocol.acknowledged() != page.protocol.sent()) violated("What the page said was not acknowledged.");
  if (program_.heard(page.letter()) != page.said) violated("An event was not heard.");
  expect_same(page.shown.shown(), program_.shown());
  const auto mirrored = page.shown.mirrored();
  for (const auto& [name, value] : program_.mirrored()) {
    const auto found = mirrored.find(name);
    if (found == mirrored.end()) violated("The page does not know the mirror " + name + ".");
    expect_same(name + " = " + found->second, name + " = " + value);
  }
  if (program_.contents() != program_.contents_shown()) violated("The session of a content that is gone lives on.");
  if (snapshots_ == 0 && !profile_.tight && page.shown.errors() != program_.failed()) {
    violated(std::to_string(program_.failed()) + " failures, but " + std::to_string(page.shown.errors()) +
             " were told.");
  }
}

// Once the session has ended, and only the program may still hold it.
void World::check_end(const std::weak_ptr<Session>& session) {
  if (!profile_.keep_session && !session.expired()) violated("Somebody holds a closed session.");
  if (registry_->size() != 0) violated("The registry knows a closed session.");
  if (const auto leak = program_.leak()) violated(*leak);
}

}  // namespace bonito::model
