// Play: sequences of steps in a world, made from a seed, and made shorter when they fail.
//
//   const Sequence sequence = sequence_of(seed);
//   if (const auto violation = play(sequence)) std::cout << *violation << in_words(shrink(sequence));
//
// Thread: one at a time; they share the process's log sink and cleanup policy.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/world.hpp"

namespace bonito::model {

struct Step {
  std::size_t kind;  // of a table
  int tab;
  int which;
};

struct Sequence {
  Profile profile;
  std::vector<Step> steps;
};

Sequence sequence_of(std::uint64_t seed);
std::optional<std::string> play(const Sequence& sequence);  // what was violated
// One that still fails, and from which nothing can be left out.
Sequence shrink(Sequence sequence);
std::string in_words(const Sequence& sequence);

}  // namespace bonito::model
