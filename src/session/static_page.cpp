#include "session/static_page.hpp"

#include <cstdint>
#include <map>

#include "base/base64.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/tab.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t header_size = 1 + data_header_size;
constexpr Outbox::Room all_of_it{.enough = std::size_t{1} << 40, .part = std::size_t{1} << 40, .bulk = 0};

// The places of each observable that scripts know: no program will tell them what a script sets.
void let_places_follow(Tab& tab, Bytes& messages) {
  std::map<const void*, std::vector<std::uint32_t>> places;
  for (const auto& binding : tab.outbox().bindings()) {
    const auto* shown = dynamic_cast<const ValueBinding*>(binding.get());
    if (shown && shown->is_place() && !shown->is_url()) places[shown->observable()].push_back(shown->slot);
  }
  Encoder out(messages);
  for (const auto& binding : tab.outbox().bindings()) {
    const auto* mirror = dynamic_cast<const ValueBinding*>(binding.get());
    if (!mirror || mirror->is_place()) continue;
    const auto found = places.find(mirror->observable());
    if (found == places.end()) continue;
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::follow));
    out.unsigned_integer(mirror->slot);
    out.list(found->second.size());
    for (const auto slot : found->second) out.unsigned_integer(slot);
  }
}

}  // namespace

std::vector<Attribute> told_at_once(Tab& tab) {
  using namespace literals;
  constexpr std::uint64_t number = 1;
  Bytes frame(header_size);  // a header that says nothing: arrays are aligned behind one
  std::size_t before;
  do {
    before = frame.size();
    const auto tail = tab.outbox().take({frame, number}, all_of_it);
    frame.insert(frame.end(), tail.bytes.begin(), tail.bytes.end());
  } while (frame.size() > before);
  tab.outbox().applied(number);
  if (frame.size() == header_size) return {};
  let_places_follow(tab, frame);
  return {"data-static"_a = base64(frame)};
}

}  // namespace bonito::detail
