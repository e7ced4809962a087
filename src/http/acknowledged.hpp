// How many bytes the peer's system has acknowledged on a TCP socket: does a slow peer still take?
#pragma once
#include <cstdint>

namespace bonito::http {

// 0 where the system does not say.
std::uint64_t acknowledged_bytes(int socket) noexcept;

}  // namespace bonito::http
