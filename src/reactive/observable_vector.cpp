#include "bonito/reactive/observable_vector.hpp"

#include <string>

#include "bonito/base/error.hpp"

namespace bonito::detail {
namespace {

std::string items(std::size_t size) { return std::to_string(size) + (size == 1 ? " item" : " items"); }

[[noreturn]] void refuse(std::string_view member, const std::string& what, std::size_t size) {
  throw Failure({Errc::usage, "ObservableVector::" + std::string(member) + " was given " + what +
                                  ", and the list has " + items(size) + "."});
}

}  // namespace

void require_index(std::string_view member, std::size_t index, std::size_t size) {
  if (index >= size) refuse(member, "the index " + std::to_string(index), size);
}

void require_range(std::string_view member, std::size_t first, std::size_t last, std::size_t size) {
  if (first <= last && last <= size) return;
  refuse(member,
         first == last ? "the index " + std::to_string(first)
                       : "the range from " + std::to_string(first) + " to " + std::to_string(last),
         size);
}

}  // namespace bonito::detail
