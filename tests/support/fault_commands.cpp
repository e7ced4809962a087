#include <algorithm>
#include <charconv>
#include <iterator>
#include <vector>

#include "support/fault_proxy.hpp"

namespace bonito::test {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto word = line.substr(0, line.find(' '));
    if (!word.empty()) words.push_back(word);
    line.remove_prefix(std::min(line.size(), word.size() + 1));
  }
  return words;
}

std::vector<Way> ways_of(std::string_view word) {
  if (word == "to_server") return {Way::to_server};
  if (word == "to_client") return {Way::to_client};
  if (word == "both") return {Way::to_server, Way::to_client};
  return {};
}

std::optional<std::size_t> number_of(std::string_view word) {
  std::size_t number = 0;
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (problem != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return number;
}

struct Word {
  std::string_view word;
  void (*obey)(FaultProxy& proxy);
};
constexpr Word words_alone[] = {
    {"cut", [](FaultProxy& proxy) { proxy.cut(); }},
    {"stall", [](FaultProxy& proxy) { proxy.stall(); }},
    {"resume", [](FaultProxy& proxy) { proxy.resume(); }},
    {"refuse on", [](FaultProxy& proxy) { proxy.refuse(true); }},
    {"refuse off", [](FaultProxy& proxy) { proxy.refuse(false); }},
    {"heal", [](FaultProxy& proxy) { proxy.heal(); }},
    {"duplicate", [](FaultProxy& proxy) { proxy.duplicate(); }},
    {"hold_next", [](FaultProxy& proxy) { proxy.hold_next(); }},
};

struct WordWithWay {
  std::string_view word;
  void (*obey)(FaultProxy& proxy, Way way, std::size_t number);
};
constexpr WordWithWay words_with_way[] = {
    {"truncate", [](FaultProxy& proxy, Way way, std::size_t bytes) { proxy.truncate(way, bytes); }},
    {"truncate_next", [](FaultProxy& proxy, Way way, std::size_t bytes) { proxy.truncate_next(way, bytes); }},
    {"throttle", [](FaultProxy& proxy, Way way, std::size_t bytes) { proxy.throttle(way, bytes); }},
    {"delay", [](FaultProxy& proxy, Way way, std::size_t time) { proxy.delay(way, std::chrono::milliseconds(time)); }},
};

bool obey_with_way(FaultProxy& proxy, std::string_view word, Way way, std::string_view argument) {
  if (word == "half_close" && argument.empty()) {
    proxy.half_close(way);
    return true;
  }
  if (word == "throttle" && argument == "off") {
    proxy.throttle(way, std::nullopt);
    return true;
  }
  const auto number = number_of(argument);
  const auto* known = std::ranges::find(words_with_way, word, &WordWithWay::word);
  if (!number || known == std::end(words_with_way)) return false;
  known->obey(proxy, way, *number);
  return true;
}

}  // namespace

Result<bool> obey(FaultProxy& proxy, std::string_view command) {
  const auto words = words_of(command);
  bool understood = false;
  if (const auto* known = std::ranges::find(words_alone, command, &Word::word); known != std::end(words_alone)) {
    known->obey(proxy);
    understood = true;
  } else if (words.size() == 2 || words.size() == 3) {
    for (const Way way : ways_of(words[1])) {
      understood = obey_with_way(proxy, words[0], way, words.size() == 3 ? words[2] : "");
    }
  }
  if (!understood) return Error{Errc::usage, "\"" + std::string(command) + "\" is no command of this proxy."};
  return true;
}

}  // namespace bonito::test
