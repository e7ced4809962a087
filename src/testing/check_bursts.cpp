// Much at once: small frames both ways, from several threads, and to a far end that is slow.
#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <thread>
#include <vector>

#include "testing/comparison.hpp"
#include "testing/trial.hpp"

namespace bonito::testing {
namespace {

constexpr std::size_t threads = 4;
constexpr std::size_t frames_of_a_thread = 100;
constexpr std::size_t large = 64u << 10;
constexpr std::size_t most_ahead = 256;             // large frames to a far end that is slow
constexpr std::size_t bytes_held_back = 16u << 20;  // or what stands in options
constexpr std::chrono::milliseconds slow_time{300};
constexpr std::chrono::milliseconds calm_time{500};

Sizes of_small_frames(std::size_t count) {
  Sizes sizes;
  for (std::size_t i = 0; i < count; ++i) sizes.push_back(12 + i % 50);
  return sizes;
}

}  // namespace

void check_bursts(Trial& trial) {
  const auto sizes = of_small_frames(trial.options.burst);
  const auto seed_up = trial.next_seed();
  const auto seed_down = trial.next_seed();
  const auto asked = trial.tell("send", {Value(seed_up), Value(packed(sizes))});
  if (!asked || !trial.send_all(seed_down, sizes)) return;
  const bool answered = trial.answer(*asked, "send").has_value();
  trial.find(compare(digests_of(seed_up, sizes), trial.bench().take_frames(), up));
  if (!answered) return;
  if (const auto page = trial.ask_page()) trial.find(compare(digests_of(seed_down, sizes), page->came, down));
}

void check_threads(Trial& trial) {
  Sizes sizes;
  for (std::size_t i = 0; i < frames_of_a_thread; ++i) sizes.push_back(20 + i * i % 600);
  std::array<std::uint32_t, threads> seeds{};
  std::vector<Digests> sent;
  for (auto& seed : seeds) sent.push_back(digests_of(seed = trial.next_seed(), sizes));
  const auto write_all = [&](std::uint32_t seed) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      try {
        static_cast<void>(trial.bench().write(in_pieces(test_frame(seed, static_cast<std::uint32_t>(i), sizes[i]))));
      } catch (const std::exception&) {
        return;  // the frames that are missing say it
      }
    }
  };
  {
    std::vector<std::thread> writers;
    for (const auto seed : seeds) writers.emplace_back(write_all, seed);
    for (auto& writer : writers) writer.join();
  }
  if (const auto page = trial.ask_page()) trial.find(compare_mixed(sent, page->came, down));
}

void check_congestion(Trial& trial) {
  if (!trial.ask("pause", {Value(slow_time.count())})) return;
  const auto seed = trial.next_seed();
  const auto writables = trial.bench().writables();
  const auto slow_until = std::chrono::steady_clock::now() + slow_time;
  Sizes sizes;
  auto sent = Sent::yes;
  const auto write_next = [&] {
    sizes.push_back(large);
    return trial.bench().write(test_frame(seed, static_cast<std::uint32_t>(sizes.size() - 1), large));
  };
  while (sent == Sent::yes && sizes.size() < most_ahead) sent = write_next();
  if (sent == Sent::no) {
    return trial.find(
        "write() answered Sent::no while the page was slow: answer Sent::congested when enough waits, and take what is "
        "written all the same.");
  }
  if (sent == Sent::congested) {
    // An answer to a ping, say, does not wait.
    if (write_next() == Sent::no) {
      trial.find(
          "write() answered Sent::no after Sent::congested, though the line was open: congested asks the session "
          "to wait, but what it writes all the same must be taken.");
      return;
    }
    if (!trial.bench().wait([&] { return trial.bench().writables() > writables; }, trial.patience())) {
      trial.find(
          "write() answered Sent::congested to a page that was slow for a while, and Session::writable() was "
          "not called within " +
          trial.seconds() +
          ": call it (or an Attachment's) when what waited has been written, or the session says no more.");
      return;
    }
  } else if (sent == Sent::yes && std::chrono::steady_clock::now() < slow_until) {
    trial.remark("write() took " + std::to_string(most_ahead * large >> 20) +
                 " MiB while the page was slow, and never answered Sent::congested. That is allowed: a session has at "
                 "most 3 MiB on the way. But memory is saved by a connection that says so.");
  }
  const auto page = trial.ask_page();
  if (page) trial.find(compare(digests_of(seed, sizes), page->came, down));
}

void check_holding_back(Trial& trial) {
  const auto line = trial.bench().line();
  if (!line) return trial.find("The line was lost before the page was to be held back.");
  const auto size = std::min<std::size_t>(large, trial.options.max_up);
  const Sizes sizes(std::min(bytes_held_back, trial.options.max_up) / size, size);
  const auto seed = trial.next_seed();
  const bool holds = line->hold_back(true);
  const auto asked = trial.tell("send", {Value(seed), Value(packed(sizes))});
  // What is on its way comes; then there is calm, or all has come. A machine that stands still may take one time of
  // calm away, and not two.
  auto before = trial.bench().frame_count();
  for (int calm = 0; holds && calm < 2 && before < sizes.size();) {
    trial.bench().wait([&] { return trial.bench().frame_count() != before; }, calm_time);
    const auto now = trial.bench().frame_count();
    calm = now == before ? calm + 1 : 0;
    before = now;
  }
  if (holds && trial.bench().frame_count() == sizes.size()) {
    trial.find("hold_back(true) answered true, and then " + std::to_string(size * sizes.size() >> 10) +
               " KiB came: read no more from the page until hold_back(false), or answer false.");
  }
  static_cast<void>(line->hold_back(false));
  if (!asked || !trial.answer(*asked, "send")) {
    if (holds) trial.find("After hold_back(true) and hold_back(false) nothing came any more: go on reading.");
    return;
  }
  trial.find(compare(digests_of(seed, sizes), trial.bench().take_frames(), up));
  if (!holds) {
    trial.remark("hold_back() answers false: a page that sends faster than its handlers run is disconnected.");
  }
}

}  // namespace bonito::testing
