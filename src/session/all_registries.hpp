// Every SessionRegistry of the process that has made a session. They are held weakly.
// Thread: any. Failure: none.
#pragma once
#include <memory>
#include <vector>

#include "session/session_registry.hpp"

namespace bonito::detail {

void add_registry(const std::shared_ptr<SessionRegistry>& registry);
std::vector<std::shared_ptr<SessionRegistry>> all_registries();

}  // namespace bonito::detail
