#include "format.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace monitor {

std::string fixed_text(double number, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, number);
  return text.data();
}

std::string percent_text(double share) { return fixed_text(share * 100, 0) + " %"; }

std::string bytes_text(double bytes) {
  constexpr std::array units{" B", " KiB", " MiB", " GiB", " TiB", " PiB"};
  std::size_t unit = 0;
  // From 999.95 on it would read 1000.0: one digit more than there is room for.
  for (; bytes >= 999.95 && unit + 1 < units.size(); ++unit) bytes /= 1024;
  return fixed_text(bytes, unit == 0 ? 0 : 1) + units[unit];
}

std::string rate_text(double bytes_a_second) { return bytes_text(bytes_a_second) + "/s"; }

std::string uptime_text(std::chrono::seconds uptime) {
  using Days = std::chrono::duration<long, std::ratio<86400>>;
  const auto days = std::chrono::duration_cast<Days>(uptime);
  const auto rest = static_cast<long>((uptime - days).count());
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02ld:%02ld:%02ld", rest / 3600, rest / 60 % 60, rest % 60);
  return (days.count() > 0 ? std::to_string(days.count()) + " d " : "") + text.data();
}

std::string time_text(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
  return text.data();
}

std::string state_text(char state) {
  switch (state) {
    case 'R': return "running";
    case 'S': return "sleeping";
    case 'D': return "waiting";
    case 'I': return "idle";
    case 'Z': return "zombie";
    case 'T': return "stopped";
    case 't': return "traced";
    case 'X': return "dead";
    default: return std::string(1, state);
  }
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  constexpr std::string_view ellipsis = "…";
  std::size_t end = bytes - ellipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // inside a character
  return std::string(text.substr(0, end)).append(ellipsis);
}

}  // namespace monitor
