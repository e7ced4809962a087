// Content codings: gzip and its like, as a request accepts them (RFC 9110, 12.5.3).
//
//   coding_weight({{"Accept-Encoding", "gzip;q=0.5, br"}}, "gzip")   // 500
//
// Thread: any. Failure: none; an item of the header that is malformed counts as not there.
#pragma once
#include <string_view>

#include "bonito/web/request.hpp"

namespace bonito::detail {

constexpr std::string_view identity_coding = "identity";  // as it is

// How much a request likes this coding, in thousandths. 0: it does not accept it. A request without Accept-Encoding
// accepts what there is, but may come from who can read none: here it likes identity alone. Identity that is neither
// named nor excluded comes last.
int coding_weight(const Headers& headers, std::string_view coding);

}  // namespace bonito::detail
