// What the tests of scripts share: the messages that are about them.
#pragma once
#include "session/session_fixture.hpp"

namespace bonito::testing {

inline Value op(ServerOp which) { return Value(static_cast<int>(which)); }

inline Messages only(ServerOp which, const Messages& all) {
  Messages found;
  for (const auto& message : all) {
    if (message[0] == op(which)) found.push_back(message);
  }
  return found;
}

}  // namespace bonito::testing
