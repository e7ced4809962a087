#include "model/play.hpp"

#include <algorithm>
#include <iterator>
#include <random>

namespace bonito::model {
namespace {

struct Kind {
  const char* words;  // @ is the tab, # the number
  int weight;
  void (*play)(World& world, int tab, int which);
};

std::size_t short_or_long(int which) { return static_cast<std::size_t>(which % 8 == 0 ? 60'000 + 100 * which : 0); }

// Long values come in parts, so the weights keep them few.
constexpr Kind kinds[] = {
    {"@ opens a connection", 10, [](World& world, int tab, int) { world.open(tab, false); }},
    {"@ opens a congested connection", 3, [](World& world, int tab, int) { world.open(tab, true); }},
    {"@ loads the page again", 2, [](World& world, int tab, int) { world.load(tab); }},
    {"@ says what it has to say", 5, [](World& world, int tab, int) { world.speak(tab); }},
    {"up to 4 frames of @ arrive (#)", 8, [](World& world, int tab, int which) { world.carry(tab, 1 + which % 4); }},
    {"@ reads up to 4 frames (#)", 8, [](World& world, int tab, int which) { world.read(tab, 1 + which % 4); }},
    {"@ and the server talk until both are silent", 14, [](World& world, int tab, int) { world.converse(tab); }},
    {"the connection of @ is congested", 3, [](World& world, int tab, int) { world.congest(tab, true); }},
    {"the connection of @ is congested no more", 4, [](World& world, int tab, int) { world.congest(tab, false); }},
    {"the connection of @ is cut", 6, [](World& world, int tab, int) { world.cut(tab); }},
    {"the connection of @ dies, and nobody is told", 2, [](World& world, int tab, int) { world.die(tab); }},
    {"@ gives its connection up", 3, [](World& world, int tab, int) { world.lose(tab); }},
    {"a frame of any connection arrives (#)", 3, [](World& world, int, int which) { world.late_frame(which); }},
    {"the end of any connection is noticed (#)", 3, [](World& world, int, int which) { world.late_end(which); }},
    {"@ says something", 6, [](World& world, int tab, int) { world.say(tab); }},
    {"@ presses a button in a region", 3, [](World& world, int tab, int) { world.press(tab); }},
    {"@ calls a handler that fails", 1, [](World& world, int tab, int) { world.fail(tab); }},
    {"a script of @ sets a mirror (#)", 7, [](World& world, int tab, int which) { world.notify(tab, which % 2 == 0); }},
    {"@ pings", 2, [](World& world, int tab, int) { world.ping(tab); }},
    {"@ acknowledges an older frame", 2, [](World& world, int tab, int) { world.acknowledge_late(tab); }},
    {"@ says bye", 1, [](World& world, int tab, int) { world.leave(tab); }},
    {"@ breaks the protocol (#)", 2, [](World& world, int tab, int which) { world.break_protocol(tab, which); }},
    {"@ says a wrong hello (#)", 1, [](World& world, int tab, int which) { world.hello_wrongly(tab, which); }},
    {"the newest changes (#)", 6, [](World& world, int, int which) { world.set(Cell::newest, short_or_long(which)); }},
    {"the line changes (#)", 8, [](World& world, int, int which) { world.set(Cell::line, short_or_long(which)); }},
    {"what is said changes (#)", 5, [](World& world, int, int which) { world.set(Cell::said, short_or_long(which)); }},
    {"the talk changes (#)", 4, [](World& world, int, int which) { world.set(Cell::talk, short_or_long(which)); }},
    {"a region changes (#)", 10, [](World& world, int, int which) { world.swap(which, which / levels); }},
    {"one more mirror is made (#)", 1, [](World& world, int, int which) { world.mirror(which % 2 == 0); }},
    {"the strand is busy", 5, [](World& world, int, int) { world.hold(); }},
    {"the strand is busy no more", 8, [](World& world, int, int) { world.go_on(); }},
    {"the session is soft-closed", 2, [](World& world, int, int) { world.soft_close(); }},
    {"everything arrives at @", 2, [](World& world, int tab, int) { world.rest(tab); }},
    {"the session is closed", 1, [](World& world, int, int) { world.close(); }},
    {"the cleanup policy ends the session", 1, [](World& world, int, int) { world.evict(); }},
};

}  // namespace

Sequence sequence_of(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](int bound) { return static_cast<int>(random() % static_cast<std::uint64_t>(bound)); };
  Sequence sequence;
  sequence.profile = {.tight = below(4) == 0, .soft_close = below(16) != 0, .keep_session = below(2) == 0};
  int total = 0;
  for (const Kind& kind : kinds) total += kind.weight;
  const bool alone = below(3) != 0;  // one tab is enough for most
  for (int steps = 5 + below(60); steps > 0; --steps) {
    std::size_t kind = 0;
    for (int left = below(total); left >= kinds[kind].weight; ++kind) left -= kinds[kind].weight;
    sequence.steps.push_back({kind, alone ? 0 : below(World::tabs), below(1'000)});
  }
  return sequence;
}

std::optional<std::string> play(const Sequence& sequence) {
  try {
    World world(sequence.profile);
    for (const auto& [kind, tab, which] : sequence.steps) kinds[kind].play(world, tab, which);
    for (int tab = 0; tab < World::tabs; ++tab) world.rest(tab);
    world.end();
    return std::nullopt;
  } catch (const Violation& violation) {
    return violation.what();
  }
}

Sequence shrink(Sequence sequence) {
  for (std::size_t size = sequence.steps.size(); size > 0;) {
    bool shorter = false;
    for (std::size_t from = 0; from < sequence.steps.size();) {
      Sequence without = sequence;
      const auto begin = without.steps.begin() + static_cast<std::ptrdiff_t>(from);
      without.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(size, sequence.steps.size() - from)));
      if (play(without)) {
        sequence = std::move(without);
        shorter = true;
      } else {
        from += size;
      }
    }
    if (size > 1 || !shorter) size /= 2;
  }
  return sequence;
}

std::string in_words(const Sequence& sequence) {
  const auto& [tight, soft_close, keep_session] = sequence.profile;
  std::string words = tight ? "  Little may wait for the browser.\n" : "";
  if (!soft_close) words += "  Browsers may not come back.\n";
  if (keep_session) words += "  The program keeps the session.\n";
  for (const auto& [kind, tab, which] : sequence.steps) {
    words += "  - ";
    for (const char each : std::string_view(kinds[kind].words)) {
      if (each == '@') {
        words += "tab " + std::to_string(tab);
      } else if (each == '#') {
        words += std::to_string(which);
      } else {
        words += each;
      }
    }
    words += '\n';
  }
  return words;
}

}  // namespace bonito::model
