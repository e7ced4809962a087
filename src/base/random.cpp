#include "bonito/base/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "bonito/base/error.hpp"

namespace bonito {

void fill_random(std::span<std::byte> out) {
  while (!out.empty()) {
    const auto got = getrandom(out.data(), out.size(), 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      throw Failure({Errc::io, "The system's random generator gave nothing; is this kernel older than 3.17?"});
    }
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

std::string random_id() {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::array<std::byte, 16> secret;
  fill_random(secret);
  std::string id;
  id.reserve(22);
  std::uint32_t bits = 0;
  int held = 0;
  for (std::byte byte : secret) {
    bits = (bits << 8) | std::to_integer<std::uint32_t>(byte);
    for (held += 8; held >= 6; held -= 6) id += alphabet[(bits >> (held - 6)) & 63];
  }
  id += alphabet[(bits << (6 - held)) & 63];
  return id;
}

}  // namespace bonito
