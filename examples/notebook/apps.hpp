// The apps that a cell may call by name. Observables are shared: each output shows the same count and the same time.
//
//   counter()     a number and a button
//   clock()       the time of the kernel's machine
//   outputs()     how many outputs of this kernel are live
//   conformance() whether its comm does what a session relies on (bonito/testing/conformance.hpp); the first of a
//   kernel
//
// Owner: the kernel. Thread: any. Failure: none.
#pragma once
#include <bonito/bonito.hpp>
#include <map>
#include <string>

namespace notebook {

struct NamedApp {
  std::string says;  // a sentence
  bonito::App app;
};
using Apps = std::map<std::string, NamedApp>;

Apps make_apps();

}  // namespace notebook
