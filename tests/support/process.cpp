#include "support/process.hpp"

#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

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

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all))) - 1;  // without the one that looks
}

void trim_memory() { malloc_trim(0); }

}  // namespace bonito::test
