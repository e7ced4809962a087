#include "session/static_page.hpp"

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/base64.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/tab.hpp"

namespace bonito::detail {
namespace {

constexpr std::uint64_t number = 1;  // of the only frame
constexpr std::size_t header_size = 1 + data_header_size;
constexpr Outbox::Room all_of_it{.enough = std::size_t{1} << 40, .part = std::size_t{1} << 40, .bulk = 0};

// Behind a header that says nothing, as arrays are aligned behind one. A long message takes a round; somebody who sets
// values all the time gets no more of them than there may be.
Bytes all_messages(Outbox& outbox) {
  if (outbox.overflown()) outbox.say_everything(0);
  Bytes frame(header_size);
  for (auto rounds = 2 * outbox.bindings().size() + 16; rounds > 0 && !outbox.empty(); --rounds) {
    const auto tail = outbox.take({frame, number}, all_of_it);
    frame.insert(frame.end(), tail.bytes.begin(), tail.bytes.end());
  }
  outbox.applied(number);
  return frame;
}

// What belongs together, as no program will tell one of what a script sets in another: the mirrors of each observable,
// of which scripts may know several, and its places.
Bytes all_groups(const Outbox& outbox) {
  struct Group {
    std::vector<std::uint32_t> slots;
    bool has_mirror = false;
  };
  std::vector<Group> groups;  // in the order of their first slots, so that a page is the same every time
  std::unordered_map<const void*, std::size_t> places;  // there, by observable
  for (const auto& binding : outbox.bindings()) {
    const auto* value = dynamic_cast<const ValueBinding*>(binding.get());
    if (!value || value->is_url()) continue;  // which addresses are safe, the program says
    const bool is_mirror = !value->is_place();
    if (is_mirror && !value->is_introduced()) continue;
    const auto place = places.emplace(value->observable(), groups.size()).first->second;
    if (place == groups.size()) groups.emplace_back();
    Group& group = groups[place];
    group.slots.push_back(value->slot);
    group.has_mirror = group.has_mirror || is_mirror;
  }
  Bytes messages;
  Encoder out(messages);
  for (const Group& group : groups) {
    if (!group.has_mirror || group.slots.size() < 2) continue;
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::follow));
    out.list(group.slots.size());
    for (const auto slot : group.slots) out.unsigned_integer(slot);
  }
  return messages;
}

}  // namespace

std::vector<Attribute> told_at_once(Tab& tab, bool has_scripts) {
  using namespace literals;
  Bytes frame = all_messages(tab.outbox());
  if (frame.size() == header_size && !has_scripts) return {};
  Bytes groups = all_groups(tab.outbox());
  if (!groups.empty()) pad(groups, 0);  // what follows stays aligned
  frame.insert(frame.begin() + header_size, groups.begin(), groups.end());
  return {"data-static"_a = base64(frame)};
}

}  // namespace bonito::detail
