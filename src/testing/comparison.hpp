// What is wrong with the frames that came, in a sentence.
//
// Free functions, any thread, no failure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/test_frames.hpp"

namespace bonito::testing {

// `way`: "from the program to the page". Nothing if `came` is `sent`, frame for frame; otherwise the first thing that
// is wrong, and what to look for.
std::optional<std::string> compare(const Digests& sent, const Digests& came, std::string_view way);
// The same for a line that was lost on the way: the last ones may be missing.
std::optional<std::string> compare_beginning(const Digests& sent, Digests came, std::string_view way);
// The same for frames that several threads wrote at once: in order are only those of one thread.
std::optional<std::string> compare_mixed(const std::vector<Digests>& sent, const Digests& came, std::string_view way);

}  // namespace bonito::testing
