// The coding gzip of a content that does not change: made once, and sent often.
//
// Thread: any; it takes its time, some 20 MB a second. Failure: none; what cannot be packed stays as it is.
#pragma once
#include <string_view>

#include "bonito/base/bytes.hpp"

namespace bonito::detail {

// Is it long enough, and of a type that is text or the like? Pictures and films are packed already.
bool is_worth_gzip(std::string_view mime, std::size_t size) noexcept;

// Empty if it would be no smaller.
Bytes gzipped(BytesView content);

}  // namespace bonito::detail
