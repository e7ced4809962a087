// What the browser tests' programs share with the examples: pages under the strict policy "default-src 'self'", so that
// a violation is an error in the browser's console.
#pragma once
#include "../../../examples/strict.hpp"

namespace bonito::test {

using ::strict;

}  // namespace bonito::test
