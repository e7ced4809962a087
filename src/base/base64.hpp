// Base64 (RFC 4648, section 4), with padding.
// Thread: any. Failure: none.
#pragma once
#include <string>

#include "bonito/base/bytes.hpp"

namespace bonito {

std::string base64(BytesView bytes);

}  // namespace bonito
