#include "bonito/testing/conformance.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "bonito/dom/html.hpp"
#include "bonito/session/frontend_connection.hpp"
#include "bonito/session/pages.hpp"
#include "session/session_core.hpp"
#include "testing/bench.hpp"
#include "testing/peer.hpp"
#include "testing/trial.hpp"

namespace bonito::testing {
namespace {

constexpr std::chrono::milliseconds look_again{5};

// A page of the kit that somebody has loaded.
struct Loaded {
  std::shared_ptr<Bench> bench;
  std::vector<std::string> findings;  // when it was rendered
};

std::vector<std::string> findings_before_the_page(FrontendConnection& connection) {
  if (connection.is_open()) return {"is_open() is true while the page is rendered: there is no browser yet."};
  try {
    if (connection.write(test_frame(0, 0, 10)) == Sent::no) return {};
  } catch (const std::exception& failure) {
    return {std::string("write() throws before there is a browser, where Sent::no says it: ") + failure.what() + "."};
  }
  return {"write() took a frame while the page was rendered: answer Sent::no while is_open() is false."};
}

Node page() {
  using namespace literals;
  return dom::main("id"_a = "conformance", dom::h1("The conformance kit is at work …"), dom::ul());
}

}  // namespace

struct Conformance::Shared {
  explicit Shared(ConformanceOptions chosen) : options(std::move(chosen)) {}

  Node render(Session& session) {
    auto bench = std::make_shared<Bench>(*session.root());
    link_of(session).tap(bench);
    Loaded loaded{std::move(bench), findings_before_the_page(*session.connection())};
    const std::lock_guard lock(mutex);
    pages.push_back(std::move(loaded));
    return page();
  }

  // The newest page that is wanted; nothing if none came in time.
  template <class Wanted>
  std::optional<Loaded> wait_for_page(Wanted is_wanted) const {
    const auto deadline = std::chrono::steady_clock::now() + options.page_patience;
    do {
      {
        const std::lock_guard lock(mutex);
        const auto found = std::find_if(pages.rbegin(), pages.rend(), is_wanted);
        if (found != pages.rend()) return *found;
      }
      std::this_thread::sleep_for(look_again);
    } while (std::chrono::steady_clock::now() < deadline);
    return std::nullopt;
  }

  const ConformanceOptions options;
  mutable std::mutex mutex;
  std::vector<Loaded> pages;  // guarded by mutex
  std::mutex making;
  bool made = false;         // guarded by making
  ConformanceReport result;  // guarded by making
};

namespace {

void show(Trial& trial, const ConformanceReport& result) {
  Value::List lines{Value(result.is_ok() ? "The connection conforms." : "The connection does not conform.")};
  for (const auto* sentences : {&result.findings, &result.remarks}) {
    for (const auto& sentence : *sentences) lines.emplace_back(sentence);
  }
  if (const auto id = trial.tell("show", std::move(lines))) static_cast<void>(trial.answer(*id, "show"));
}

void check_all(const std::shared_ptr<Bench>& bench, const ConformanceOptions& options, Cutter cutter,
               ConformanceReport& result) {
  Trial trial(bench, options, std::move(cutter), result);
  trial.check("the opening", check_opening);
  trial.check("sizes, down", check_sizes_down);
  trial.check("sizes, up", check_sizes_up);
  trial.check("bursts", check_bursts);
  trial.check("several threads", check_threads);
  trial.check("congestion", check_congestion);
  trial.check("holding back", check_holding_back);
  if (has_second_way(*bench)) trial.check("the second way", check_second_way);
  const bool cuts = options.reopens && trial.cutter.cut;
  if (!cuts) {
    trial.remark("No cut was tried: " + std::string(options.reopens
                                                        ? "there is neither a FarEnd nor a ConformanceOptions::cut."
                                                        : "the line opens only once."));
  }
  if (!options.reopens) show(trial, result);
  trial.check("close()", check_closing);
  if (options.reopens) {
    if (cuts) trial.check("a cut", check_cut);
    if (bench->line()) show(trial, result);
    trial.check("the end", check_end);
  }
}

}  // namespace

Conformance::Conformance(ConformanceOptions options)
    : shared_(std::make_shared<Shared>(std::move(options))),
      app_([shared = shared_](Session& session) { return shared->render(session); }, {.title = "Conformance"}) {}
Conformance::~Conformance() = default;

const App& Conformance::app() const noexcept { return app_; }

const ConformanceReport& Conformance::report() { return report({}); }

const ConformanceReport& Conformance::report(const OpenFarEnd& open) {
  const std::lock_guard lock(shared_->making);
  auto& result = shared_->result;
  if (std::exchange(shared_->made, true)) return result;
  const auto& options = shared_->options;
  Cutter cutter{options.cut, {}};
  const auto is_here = [](const Loaded& each) { return each.bench->session() != nullptr; };
  const auto has_opened = [&](const Loaded& each) { return is_here(each) && each.bench->openings() > 0; };
  std::optional<Peer> peer;
  if (open) {
    const auto newest = shared_->wait_for_page(is_here);
    const auto session = newest ? newest->bench->session() : nullptr;
    if (session) {
      peer.emplace(open, session);
      if (!cutter.cut) cutter = {[&] { peer->cut(); }, [&] { peer->go_on(); }};
    }
  }
  const auto page = shared_->wait_for_page(has_opened);
  if (!page) {
    result.findings.push_back("No page said hello within " + std::to_string(options.page_patience.count()) +
                              " ms. Was the kit's page loaded, with this connection? Does its script call "
                              "Bonito.on_connection_open, and what it sends reach Session::process_message?");
  } else {
    result.findings = page->findings;
    check_all(page->bench, options, std::move(cutter), result);
  }
  if (const auto failure = peer ? peer->failure() : ""; !failure.empty() && !result.is_ok()) {
    result.remarks.push_back("The far end threw: " + failure);
  }
  return result;
}

ConformanceReport check_connection(const OpenFarEnd& open, const ConformanceOptions& options) {
  Pages pages;
  Conformance kit(options);
  const auto session = pages.open();
  try {
    static_cast<void>(render_page(*session, kit.app()));
  } catch (const std::exception& failure) {
    return {.findings = {std::string("The page could not be rendered: ") + failure.what()}};
  }
  return kit.report(open);
}

std::string ConformanceReport::text() const {
  std::string text = is_ok() ? "The connection conforms, in " + std::to_string(checks) + " checks.\n"
                             : "The connection does not conform:\n";
  for (const auto& finding : findings) text += "- " + finding + "\n";
  for (const auto& remark : remarks) text += "(" + remark + ")\n";
  return text;
}

}  // namespace bonito::testing
