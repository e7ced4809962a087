// Random bytes from the system's generator: session ids and other secrets.
#pragma once
#include <string>

#include "bonito/base/bytes.hpp"

namespace bonito {

// Fills `out` from getrandom(2). Throws Failure{Errc::io} if the system has none to give.
void fill_random(std::span<std::byte> out);

// 128 bits as 22 characters of the URL-safe base64 alphabet (RFC 4648, section 5).
std::string random_id();

}  // namespace bonito
