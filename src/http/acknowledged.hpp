// What the peer's system has acknowledged on a TCP socket: does a slow peer still take?
#pragma once
#include <cstddef>
#include <cstdint>

namespace bonito::http {

// 0 where the system does not say.
std::uint64_t acknowledged_bytes(int socket) noexcept;

// What was written to the socket and is not acknowledged.
std::size_t unacknowledged_bytes(int socket) noexcept;

}  // namespace bonito::http
