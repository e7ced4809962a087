// Compressed frames, for connections that do not compress by themselves: bit 7 of the kind, and the rest deflated. See
// "Compression" in protocol/README.md. Free functions without state: any thread.
#pragma once
#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/base/payload.hpp"

namespace bonito::detail {

bool is_deflated(BytesView frame) noexcept;
// The frame as it was if it is small, or would not get smaller.
Payload deflated(Payload frame);
// bad_payload if it is not one; too_large, without allocating more, if it would be longer than `limit`.
Result<Bytes> inflated(BytesView frame, std::size_t limit);

}  // namespace bonito::detail
