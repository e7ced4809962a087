#include "bonito/dom/js.hpp"

namespace bonito {

// $0 is a name in JavaScript, too, so placeholders stay as they are.
std::string Js::module() const {
  std::string module = "export default async (Bonito";
  for (std::size_t i = 0; i < arguments_.size(); ++i) {
    module += ", $";
    module += static_cast<char>('0' + i);
  }
  module += ") => {\n";
  for (std::size_t i = 0; i < source_.size(); ++i) {
    module += source_[i];
    if (source_[i] == '$' && i + 1 < source_.size() && source_[i + 1] == '$') ++i;
  }
  return module + "\n};\n";
}

}  // namespace bonito
