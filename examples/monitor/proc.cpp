#include "proc.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace monitor::proc {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the next line, or word, off the front of the text; empty when nothing is left.
std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}
std::string_view take_word(std::string_view& text) {
  const auto* begin = std::find_if_not(text.begin(), text.end(), is_space);
  const auto* end = std::find_if(begin, text.end(), is_space);
  const std::string_view word(begin, static_cast<std::size_t>(end - begin));
  text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  return word;
}
void skip_words(std::string_view& text, int count) {
  while (count-- > 0) take_word(text);
}

template <class Number>
Number to_number(std::string_view word) {
  Number number{};
  std::from_chars(word.data(), word.data() + word.size(), number);
  return number;
}
template <class Number>
Number take_number(std::string_view& text) {
  return to_number<Number>(take_word(text));
}

// Whether `name` is a partition of `disk`: sda1 of sda, nvme0n1p2 of nvme0n1.
bool is_partition_of(std::string_view name, std::string_view disk) {
  if (!name.starts_with(disk) || name.size() == disk.size()) return false;
  std::string_view rest = name.substr(disk.size());
  if (is_digit(disk.back())) {
    if (rest.front() != 'p') return false;
    rest.remove_prefix(1);
  }
  return !rest.empty() && std::all_of(rest.begin(), rest.end(), is_digit);
}

// How many bytes the valid UTF-8 sequence at the front of the text has; 0 if there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const auto second = byte(1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second > 0x9F;
  const bool beyond_unicode = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond_unicode ? 0 : length;
}

}  // namespace

Stat parse_stat(std::string_view text) {
  Stat stat;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const std::string_view name = take_word(line);
    if (name == "btime") stat.boot_time = take_number<std::uint64_t>(line);
    if (!name.starts_with("cpu")) continue;
    // user nice system idle iowait irq softirq steal; what follows (guests) is part of user already.
    std::array<std::uint64_t, 8> ticks{};
    for (auto& count : ticks) count = take_number<std::uint64_t>(line);
    CpuTimes times;
    for (const auto count : ticks) times.total += count;
    times.busy = times.total - ticks[3] - ticks[4];
    if (name == "cpu") {
      stat.all = times;
    } else {
      stat.cores.push_back(times);
    }
  }
  return stat;
}

Memory parse_meminfo(std::string_view text) {
  Memory memory;
  std::uint64_t swap_free = 0;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const std::string_view name = take_word(line);
    const auto bytes = take_number<std::uint64_t>(line) * 1024;
    if (name == "MemTotal:") memory.total = bytes;
    if (name == "MemAvailable:") memory.available = bytes;
    if (name == "SwapTotal:") memory.swap_total = bytes;
    if (name == "SwapFree:") swap_free = bytes;
  }
  memory.used = memory.total - std::min(memory.available, memory.total);
  memory.swap_used = memory.swap_total - std::min(swap_free, memory.swap_total);
  return memory;
}

Load parse_loadavg(std::string_view text) {
  Load load;
  load.one = take_number<double>(text);
  load.five = take_number<double>(text);
  load.fifteen = take_number<double>(text);
  return load;
}

std::chrono::seconds parse_uptime(std::string_view text) {
  return std::chrono::seconds{static_cast<std::int64_t>(take_number<double>(text))};
}

std::vector<Counter> parse_diskstats(std::string_view text) {
  constexpr std::uint64_t sector = 512;
  std::vector<Counter> disks;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    skip_words(line, 2);  // major, minor
    Counter disk{std::string(take_word(line))};
    skip_words(line, 2);  // reads, reads merged
    disk.in = take_number<std::uint64_t>(line) * sector;
    skip_words(line, 3);  // milliseconds reading, writes, writes merged
    disk.out = take_number<std::uint64_t>(line) * sector;
    const auto begins = [&](const char* prefix) { return disk.name.starts_with(prefix); };
    const auto holds = [&](const Counter& whole) { return is_partition_of(disk.name, whole.name); };
    const bool virtual_disk = begins("loop") || begins("ram") || begins("zram") || begins("dm-") || begins("md");
    // A disk stands before its partitions.
    if (disk.name.empty() || virtual_disk || std::any_of(disks.begin(), disks.end(), holds)) continue;
    disks.push_back(std::move(disk));
  }
  return disks;
}

std::vector<Counter> parse_net_dev(std::string_view text) {
  std::vector<Counter> interfaces;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;  // one of the two lines of headings
    std::string_view name = line.substr(0, colon);
    Counter interface { std::string(take_word(name)) };
    line.remove_prefix(colon + 1);
    interface.in = take_number<std::uint64_t>(line);
    skip_words(line, 7);
    interface.out = take_number<std::uint64_t>(line);
    if (interface.name != "lo") interfaces.push_back(std::move(interface));
  }
  return interfaces;
}

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  // The name stands in parentheses, and may itself hold spaces and parentheses.
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  ProcessStat stat;
  stat.pid = to_number<int>(text.substr(0, open));
  stat.name = printable(text.substr(open + 1, close - open - 1));
  text.remove_prefix(close + 1);
  const std::string_view state = take_word(text);
  if (stat.pid <= 0 || state.empty()) return std::nullopt;
  stat.state = state.front();
  stat.parent = take_number<int>(text);
  skip_words(text, 9);  // group, session, terminal, its group, flags, four counts of page faults
  stat.cpu_ticks = take_number<std::uint64_t>(text);
  stat.cpu_ticks += take_number<std::uint64_t>(text);
  skip_words(text, 3);  // the children's two, priority
  stat.nice = take_number<int>(text);
  stat.threads = take_number<int>(text);
  skip_words(text, 1);
  stat.start_ticks = take_number<std::uint64_t>(text);
  skip_words(text, 1);  // virtual size
  stat.resident_pages = take_number<std::uint64_t>(text);
  return stat;
}

uid_t parse_effective_user(std::string_view status) {
  while (!status.empty()) {
    std::string_view line = take_line(status);
    if (take_word(line) != "Uid:") continue;
    skip_words(line, 1);  // the real user
    return take_number<uid_t>(line);
  }
  return 0;
}

std::string parse_cmdline(std::string_view text) {
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  return printable(text);
}

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto length = utf8_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0) {
      result += "\uFFFD";
    } else if (first < 0x20 || first == 0x7F) {
      result += ' ';
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

}  // namespace monitor::proc
