#include "bonito/session/exposed.hpp"

namespace bonito::detail {

Error wrong_count(std::size_t takes, std::size_t given) {
  return {Errc::usage, "This function of the program takes " + std::to_string(takes) + " arguments, and was given " +
                           std::to_string(given) + "."};
}

Error wrong_argument(std::size_t index, const Error& why) {
  return {why.code, "Argument " + std::to_string(index + 1) + ": " + why.message};
}

}  // namespace bonito::detail
