#include "bonito/base/error.hpp"

namespace bonito {

const char* to_string(Errc code) noexcept {
  switch (code) {
    case Errc::closed: return "closed";
    case Errc::timeout: return "timeout";
    case Errc::javascript: return "javascript";
    case Errc::bad_payload: return "bad_payload";
    case Errc::too_large: return "too_large";
    case Errc::not_found: return "not_found";
    case Errc::refused: return "refused";
    case Errc::in_use: return "in_use";
    case Errc::lagging: return "lagging";
    case Errc::app: return "app";
    case Errc::usage: return "usage";
    case Errc::io: return "io";
  }
  return "unknown";
}

}  // namespace bonito
