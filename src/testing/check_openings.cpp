// What opens, closes, is cut, and opens again; and what the connection says of that.
#include <exception>
#include <string>

#include "bonito/session/frontend_connection.hpp"
#include "testing/comparison.hpp"
#include "testing/trial.hpp"

namespace bonito::testing {
namespace {

constexpr int rounds = 3;

// What was on its way when the line was lost.
struct OnTheWay {
  std::uint32_t seed_down;
  Sizes sizes;
  Trial::Page page;  // before
  std::size_t openings;
};

std::optional<OnTheWay> send_on_the_way(Trial& trial) {
  auto page = trial.ask_page();
  if (!page) return std::nullopt;
  OnTheWay sent{trial.next_seed(), Sizes(20, 5000), *page, trial.bench().openings()};
  if (!trial.send_all(sent.seed_down, sent.sizes)) return std::nullopt;
  static_cast<void>(trial.tell("send", {Value(trial.next_seed()), Value(packed(Sizes(20, 5000)))}));
  return sent;
}

// What a line is asked with whether it takes frames.
Bytes probe() { return test_frame(0, 0, 10); }

bool takes_frames(Channel& line) try { return line.write(probe()) != Sent::no; } catch (const std::exception&) {
  return false;  // that is an answer, too
}

// After the loss of `line`, unless it has opened again meanwhile.
void check_closed(Trial& trial, Channel& line, std::size_t openings, const std::string& after) {
  const auto session = trial.bench().session();
  const bool says_open = line.is_open() || (session && session->connection()->is_open());
  if (trial.bench().openings() != openings) return;
  const bool takes = takes_frames(line);
  if (trial.bench().openings() != openings) return;
  if (says_open) {
    trial.find("is_open() is true after " + after + ": the session believes it, and keeps the line.");
  } else if (takes) {
    trial.find("write() did not answer Sent::no after " + after +
               ": the session believes that the frame is on its way.");
  }
}

// A new line: nothing of the old one comes on it, and it works.
void check_opened_again(Trial& trial, const OnTheWay& sent, const std::string& after) {
  if (!trial.options.reopens) {
    trial.bench().take_frames();  // which had been sent
    return;
  }
  if (!trial.wait_for_opening(sent.openings + 1)) {
    trial.find("The page did not open the line again within " + trial.seconds() + " after " + after +
               ": its script calls Bonito.on_connection_open whenever it has a way. (A connection that cannot is "
               "checked with ConformanceOptions::reopens = false.)");
    return;
  }
  const auto line = trial.bench().line();
  if (line && !line->is_open()) {
    trial.find("is_open() is false when the line has opened again, and the page has said hello.");
  }
  auto page = trial.ask_page();
  if (!page) return;
  std::erase(page->came, digest_of(probe()));  // a connection that is its own line may have opened just before it
  const auto of_before = trial.bench().take_frames();
  if (!of_before.empty() || !page->came.empty()) {
    trial.find(
        "What was sent before " + after + " came " + std::string(of_before.empty() ? down : up) +
        " when the line had opened again: a new line begins with nothing in it; the session sends again what was "
        "lost.");
  }
  trial.find(
      compare_beginning(digests_of(sent.seed_down, sent.sizes), page->before, std::string(down) + " before " + after));
  const auto openings = page->openings - sent.page.openings;
  const auto closings = page->closings - sent.page.closings;
  if (closings < openings) {
    trial.find("The page was not told of " + after +
               ": its script calls Bonito.on_connection_close when the line is lost.");
  }
  const auto seed = trial.next_seed();
  const Sizes sizes(20, 3000);
  if (!trial.send_all(seed, sizes)) return;
  if (const auto now = trial.ask_page()) {
    trial.find(compare(digests_of(seed, sizes), now->came, std::string(down) + " after " + after));
  }
}

}  // namespace

void check_opening(Trial& trial) {
  const auto line = trial.bench().line();
  const auto session = trial.bench().session();
  if (!line || !session) return trial.find("The line was lost as soon as the page had said hello.");
  if (!line->is_open() || !session->connection()->is_open()) {
    trial.find("is_open() is false, though the page has said hello: the session believes it, and writes nothing.");
  }
  static_cast<void>(trial.ask_page());
}

void check_closing(Trial& trial) {
  const std::string after = "close()";
  for (int round = 0; round < rounds; ++round) {
    const auto line = trial.bench().line();
    const auto sent = line ? send_on_the_way(trial) : std::nullopt;
    if (!sent) return;
    trial.bench().close_line();
    check_closed(trial, *line, sent->openings, after);
    // Harmless twice; but a connection that is its own line may have the next one by now.
    if (trial.bench().openings() == sent->openings && !line->is_open()) line->close();
    check_opened_again(trial, *sent, after);
    if (!trial.bench().line()) return;
  }
}

void check_cut(Trial& trial) {
  const std::string after = "a cut";
  const auto line = trial.bench().line();
  const auto sent = line ? send_on_the_way(trial) : std::nullopt;
  if (!sent) return;
  trial.cutter.cut();
  const auto is_told = [&] { return trial.bench().line() != line || !line->is_open(); };
  const auto is_over = [&] { return is_told() || trial.bench().openings() != sent->openings; };
  for (const auto until = std::chrono::steady_clock::now() + trial.patience();
       !is_over() && std::chrono::steady_clock::now() < until;) {
    trial.bench().wait(is_over, std::chrono::milliseconds(20));  // is_open() tells nobody
  }
  const bool was_told = is_told();
  if (!is_over()) {
    trial.find(
        "The line was cut, and " + trial.seconds() +
        " later is_open() is still true, and Session::soft_close() (or Attachment::closed and end_connection) was "
        "not called: tell the session when the browser is gone. (Where a line is many requests a cut may fall between "
        "two of them, and browsers make some anew by themselves: then ConformanceOptions::cut has to fail them for a "
        "second.)");
  } else if (is_told()) {
    check_closed(trial, *line, sent->openings, after);
  }
  const bool has_next = was_told && line->is_open();  // a connection that is its own line
  if (trial.bench().openings() == sent->openings && !has_next) trial.bench().close_line();
  if (trial.cutter.go_on) trial.cutter.go_on();
  check_opened_again(trial, *sent, after);
}

void check_end(Trial& trial) {
  const auto line = trial.bench().line();
  const auto session = trial.bench().session();
  if (!line || !session) return;
  session->close();
  const auto connection = session->connection();
  if (line->is_open() || connection->is_open()) {
    trial.find("is_open() is true after Session::close(), which calls close(): let go of the browser then.");
  } else if (takes_frames(*line) || takes_frames(*connection)) {
    trial.find("write() did not answer Sent::no after Session::close().");
  }
  connection->close();
}

}  // namespace bonito::testing
