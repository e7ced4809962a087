#include "testing/comparison.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace bonito::testing {
namespace {

std::string text(std::size_t number) { return std::to_string(number); }
std::string bytes(std::size_t number) { return text(number) + (number == 1 ? " byte" : " bytes"); }

bool contains(const Digests& frames, std::size_t from, const Digest& frame) {
  return std::find(frames.begin() + static_cast<std::ptrdiff_t>(std::min(from, frames.size())), frames.end(), frame) !=
         frames.end();
}

// How many frames, from `from` on, are together so long; 0 if none are.
std::size_t that_add_up(const Digests& frames, std::size_t from, std::size_t size) {
  std::size_t sum = 0;
  for (std::size_t i = from; i < frames.size() && sum <= size; ++i) {
    sum += frames[i].size;
    if (sum == size && i > from) return i - from + 1;
  }
  return 0;
}

// Frame `i` is the first that is not as it was sent.
std::string what_is_wrong(const Digests& sent, const Digests& came, std::size_t i) {
  const std::string nth = "frame " + text(i + 1) + " of " + text(sent.size());
  if (i == sent.size()) {
    return contains(sent, 0, came[i])
               ? "all " + text(sent.size()) + " frames came, and then one of them came again: send each frame once"
               : "all " + text(sent.size()) + " frames came, and then one of " + bytes(came[i].size) +
                     " that nobody had written: only the session's own frames may arrive";
  }
  const Digest& due = sent[i];
  if (i == came.size()) {
    return nth + ", of " + bytes(due.size) +
           ", and all after it never came: what write() or send() has taken must arrive, while the "
           "line is open; look at limits of length, and at queues that drop what is too much";
  }
  const Digest& got = came[i];
  if (contains(sent, i + 1, got)) {
    return contains(came, i + 1, due)
               ? nth + " was overtaken by a later one: frames arrive in the order in which they are written"
               : nth + ", of " + bytes(due.size) +
                     ", never came, though later ones did: no frame may be dropped, not even when "
                     "many come at once";
  }
  if (i > 0 && std::find(sent.begin(), sent.begin() + static_cast<std::ptrdiff_t>(i), got) !=
                   sent.begin() + static_cast<std::ptrdiff_t>(i)) {
    return "a frame came again where " + nth + " was due: send each frame once";
  }
  if (got.size == due.size) {
    return nth + ", of " + bytes(due.size) +
           ", came with other bytes in it: frames are binary, and arrive as they are (is it sent as text, or is its "
           "memory used again too early?)";
  }
  if (const auto merged = that_add_up(sent, i, got.size); merged > 0) {
    return text(merged) + " frames, the first of them " + nth + ", came as one of " + bytes(got.size) +
           ": one call of write() or send() is one whole frame, so a stream needs marks between frames";
  }
  if (that_add_up(came, i, due.size) > 0) {
    return nth + ", of " + bytes(due.size) +
           ", came in several pieces: put them together before "
           "process_message() is called";
  }
  if (got.size < due.size) {
    return nth + " came with " + bytes(got.size) + " of its " + text(due.size) +
           ": send all pieces() of a Payload, and all of a write that the transport took only in part";
  }
  return nth + ", of " + bytes(due.size) + ", came with " + bytes(got.size) + ": frames arrive as they are";
}

}  // namespace

std::optional<std::string> compare(const Digests& sent, const Digests& came, std::string_view way) {
  if (sent == came) return std::nullopt;
  std::size_t i = 0;
  while (i < sent.size() && i < came.size() && sent[i] == came[i]) ++i;
  return "Of what was sent " + std::string(way) + ", " + what_is_wrong(sent, came, i) + ".";
}

std::optional<std::string> compare_beginning(const Digests& sent, Digests came, std::string_view way) {
  if (came.size() < sent.size() && std::equal(came.begin(), came.end(), sent.begin())) return std::nullopt;
  return compare(sent, came, way);
}

std::optional<std::string> compare_mixed(const std::vector<Digests>& sent, const Digests& came, std::string_view way) {
  std::map<Digest, std::size_t> writer_of;
  for (std::size_t writer = 0; writer < sent.size(); ++writer) {
    for (const Digest& frame : sent[writer]) writer_of[frame] = writer;
  }
  std::vector<Digests> sorted(sent.size());
  for (const Digest& frame : came) {
    const auto found = writer_of.find(frame);
    if (found == writer_of.end()) {
      return "When " + text(sent.size()) + " threads wrote at once, a frame of " + bytes(frame.size) + " came " +
             std::string(way) +
             " that none of them had written: write() is called from any thread, and needs a lock "
             "around each whole frame.";
    }
    sorted[found->second].push_back(frame);
  }
  for (std::size_t writer = 0; writer < sent.size(); ++writer) {
    if (auto wrong = compare(sent[writer], sorted[writer], std::string(way) + " by one of several threads")) {
      return wrong;
    }
  }
  return std::nullopt;
}

}  // namespace bonito::testing
