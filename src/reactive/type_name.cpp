#include "reactive/type_name.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace bonito::detail {
namespace {

// Removes `start` and what follows up to the '>' that closes it.
void erase_template_arguments(std::string& text, const std::string& start) {
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
    auto end = at + start.size();
    for (int open = 1; open > 0 && end < text.size(); ++end) open += (text[end] == '<') - (text[end] == '>');
    text.erase(at, end - at);
    if (text.compare(at, 2, " >") == 0) text.erase(at, 1);
  }
}

}  // namespace

std::string type_name(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> demangled(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                         std::free);
  std::string name = status == 0 ? demangled.get() : type.name();
  const std::string string = "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >";
  for (auto at = name.find(string); at != std::string::npos; at = name.find(string)) {
    name.replace(at, string.size(), "std::string");
  }
  erase_template_arguments(name, ", std::allocator<");
  return name;
}

}  // namespace bonito::detail
