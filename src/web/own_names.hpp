// The names by which others in this machine's network may call it: its own, alone and in each domain that
// its resolver searches. Read from the system's files; nothing is asked of the network.
//
// Thread: any. Failure: what cannot be read is left out. They are names as the system has them, unchecked.
#pragma once
#include <istream>
#include <string>
#include <string_view>
#include <vector>

namespace bonito::detail {

std::vector<std::string> own_names();

// The same of a machine of this name, with this resolv.conf(5).
std::vector<std::string> own_names(std::string_view name, std::istream& resolver);

}  // namespace bonito::detail
