// Frames of every size, both ways.
#include <algorithm>

#include "testing/comparison.hpp"
#include "testing/trial.hpp"

namespace bonito::testing {
namespace {

constexpr std::size_t largest_of_all_sizes = 64u << 10;

// From nothing to 64 KiB: the small ones, and around each power of two, where lengths get longer.
Sizes small_sizes(std::size_t most) {
  Sizes sizes{0, 1, 2, 3};
  for (std::size_t power = 4; power <= largest_of_all_sizes; power *= 2) {
    sizes.insert(sizes.end(), {power - 1, power, power + 1});
    if (power == 128) sizes.insert(sizes.end(), {125, 126, 127});  // lengths of WebSockets
  }
  std::erase_if(sizes, [=](std::size_t size) { return size > most; });
  return sizes;
}

Sizes large_sizes(std::size_t most) {
  Sizes sizes;
  for (std::size_t size = 4 * largest_of_all_sizes; size < most; size *= 4) sizes.push_back(size + 1);
  if (most > largest_of_all_sizes) sizes.push_back(most);
  std::erase_if(sizes, [=](std::size_t size) { return size > most; });
  return sizes;
}

// True if they came as they were sent.
bool try_down(Trial& trial, const Sizes& sizes) {
  const auto seed = trial.next_seed();
  if (!trial.send_all(seed, sizes)) return false;
  const auto page = trial.ask_page();
  if (!page) return false;
  const auto wrong = compare(digests_of(seed, sizes), page->came, down);
  trial.find(wrong);
  return !wrong;
}

bool try_up(Trial& trial, const Sizes& sizes) {
  const auto seed = trial.next_seed();
  if (!trial.ask("send", {Value(seed), Value(packed(sizes))})) return false;
  const auto wrong = compare(digests_of(seed, sizes), trial.bench().take_frames(), up);
  trial.find(wrong);
  return !wrong;
}

void try_each(Trial& trial, std::size_t most, bool (*attempt)(Trial&, const Sizes&)) {
  if (!attempt(trial, small_sizes(most))) return;
  for (const auto size : large_sizes(most)) {
    if (!attempt(trial, {size})) return;
  }
}

}  // namespace

void check_sizes_down(Trial& trial) { try_each(trial, trial.options.max_down, try_down); }
void check_sizes_up(Trial& trial) { try_each(trial, trial.options.max_up, try_up); }

}  // namespace bonito::testing
