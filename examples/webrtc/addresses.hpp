// The IP addresses of this machine, the loopback's included.
#pragma once
#include <string>
#include <vector>

namespace webrtc {

std::vector<std::string> own_addresses();

}  // namespace webrtc
