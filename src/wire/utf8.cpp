#include "bonito/wire/utf8.hpp"

#include <cstddef>

namespace bonito {

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    if (lead < 0x80) continue;
    // How many bytes follow, and between which bounds the first of them must lie.
    std::size_t more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (lead < 0xc2 || lead > 0xf4) return false;
    for (; more > 0; --more, least = 0x80, most = 0xbf) {
      if (i == text.size()) return false;
      const auto next = static_cast<unsigned char>(text[i++]);
      if (next < least || next > most) return false;
    }
  }
  return true;
}

}  // namespace bonito
