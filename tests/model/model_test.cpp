// A model of a session and its connections: whatever happens, in whatever order, what must hold does.
//
// What happens follows from a seed, which is printed; BONITO_SEED=… plays others, and BONITO_SEED=random such
// as nobody has played. A sequence that fails is made as short as it can be, and printed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <string_view>

#include "model/play.hpp"

namespace bonito::model {
namespace {

#ifdef BONITO_SANITIZED
constexpr int sequences = 500;
#else
constexpr int sequences = 5'000;
#endif

std::uint64_t chosen_seed() {
  const char* given = std::getenv("BONITO_SEED");
  if (given && std::string_view(given) == "random") return std::random_device()();
  return given ? std::strtoull(given, nullptr, 10) : 1;
}

TEST(Model, WhateverHappensToConnectionsThePageEndsOnWhatTheProgramHas) {
  const auto first = chosen_seed();
  std::cout << "BONITO_SEED=" << first << " plays these again." << std::endl;
  for (auto seed = first; seed < first + sequences; ++seed) {
    const auto sequence = sequence_of(seed);
    const auto violation = play(sequence);
    if (!violation) continue;
    const auto shortest = shrink(sequence);
    FAIL() << "BONITO_SEED=" << seed << ": " << *violation
           << "\nThe shortest that fails: " << play(shortest).value_or("(not any more)") << "\n"
           << in_words(shortest);
  }
}

}  // namespace
}  // namespace bonito::model
