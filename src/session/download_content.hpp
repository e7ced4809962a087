// What a Download is made of.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "bonito/base/random.hpp"
#include "bonito/session/download.hpp"
#include "web/content.hpp"

namespace bonito {

struct Download::Content {
  std::string name;
  std::string type;
  bool is_shown = false;
  // One of these: of what has a size, and may be gone; and of a stream.
  std::function<std::optional<detail::Content>()> open = {};
  std::function<detail::NextPiece()> begin = {};
  const std::string id = random_id();
};

}  // namespace bonito
