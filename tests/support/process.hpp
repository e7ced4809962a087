// What this process uses, as the system counts it (/proc/self).
//
//   const auto before = resident_bytes();
//   work();
//   EXPECT_LE(peak_resident_bytes(), before + (32u << 20));
//
// Free functions, any thread; 0 where the system does not say.
#pragma once
#include <cstddef>

namespace bonito::test {

std::size_t resident_bytes();       // memory it holds now
std::size_t peak_resident_bytes();  // the most it has held
std::size_t allocated_bytes();      // of the heap, in use; without what the allocator itself takes
std::size_t open_descriptors();     // files and sockets
// Gives the system back what was freed, so that resident_bytes() says what is held.
void trim_memory();

}  // namespace bonito::test
