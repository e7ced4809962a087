// CodePlace: a line of the program, as errors name it: "panel.cpp:12".
#pragma once
#include <string>

namespace bonito {

struct CodePlace {
  const char* file = "";
  unsigned line = 0;

  std::string text() const { return line == 0 ? std::string() : std::string(file) + ":" + std::to_string(line); }
};

}  // namespace bonito
