// Numbers as people read them: always as many decimals, so that nothing jumps while they change.
//
//   bytes_text(3.5 * 1024 * 1024)   // "3.5 MiB"
//   uptime_text(93784s)             // "1 d 02:03:04"
//
// Pure functions, for any thread.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace monitor {

std::string fixed_text(double number, int decimals);   // "0.40"
std::string percent_text(double share);                // "40 %" of 0.4
std::string bytes_text(double bytes);                  // "0 B", "1.0 KiB", "999.9 MiB"
std::string rate_text(double bytes_a_second);          // "1.0 KiB/s"
std::string uptime_text(std::chrono::seconds uptime);  // "02:03:04"; from a day on "1 d 02:03:04"
// In the machine's time zone: "2024-05-06 07:08:09".
std::string time_text(std::chrono::system_clock::time_point time);
std::string state_text(char state);  // "running" of 'R'

// At most `bytes` of it, with "…" where something is missing; never half a character.
std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace monitor
