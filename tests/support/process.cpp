#include "support/process.hpp"

#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// There where a sanitizer is, whose allocator malloc's own figures do not know.
extern "C" __attribute__((weak)) std::size_t __sanitizer_get_current_allocated_bytes();

namespace bonito::test {
namespace {

// The kibibytes of a line like "VmRSS:     12345 kB".
std::size_t status(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    std::size_t kibibytes = 0;
    if (word == name && file >> kibibytes) return kibibytes << 10;
  }
  return 0;
}

}  // namespace

std::size_t resident_bytes() { return status("VmRSS:"); }
std::size_t peak_resident_bytes() { return status("VmHWM:"); }

std::size_t allocated_bytes() {
  if (__sanitizer_get_current_allocated_bytes != nullptr) return __sanitizer_get_current_allocated_bytes();
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all))) - 1;  // without the one that looks
}

void trim_memory() { malloc_trim(0); }

}  // namespace bonito::test
