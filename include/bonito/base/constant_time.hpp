// Comparing secrets, so that the time it takes does not tell how much of a guess was right.
//
//   if (!constant_time_equal(token, expected)) return error_page(403, "This link is not valid.");
//
// Thread: any. Failure: none.
#pragma once
#include <string_view>

namespace bonito {

// Looks at every byte, whichever differs. Only the lengths, which are no secret, end it sooner.
bool constant_time_equal(std::string_view a, std::string_view b) noexcept;

}  // namespace bonito
