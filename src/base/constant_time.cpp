#include "bonito/base/constant_time.hpp"

#include <cstddef>

namespace bonito {

bool constant_time_equal(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  volatile unsigned difference = 0;  // volatile, or the compiler might stop at the first
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference =
        difference | static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

}  // namespace bonito
