// Patch: writes the steps of a patch, as protocol/README.md says ("Patches"). What changes nothing costs nothing: skips
// are gathered, and an element in which nothing differs is not entered.
//
// Owner: the caller; it appends to the caller's bytes. Thread: any.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito::detail {

class Patch {
 public:
  explicit Patch(Bytes& out) : encode_(out) {}

  void skip(std::uint64_t units = 1) { settle(PatchStep::skip, units); }
  void remove() { settle(PatchStep::remove, 1); }
  void hold() { settle(PatchStep::hold, 1); }
  void put(std::uint64_t held);
  void insert(std::string_view html);  // several in a row are one
  void text(std::string_view text);
  void attribute(std::string_view name, const std::optional<std::string>& value);
  void rewind();
  void end_scripts();
  void enter();  // the element at the cursor
  void leave();  // at the level's end
  // Ends the patch. False: it has no step.
  bool finish();

 private:
  struct Level {
    bool entered = false;              // and said so
    PatchStep step = PatchStep::skip;  // what is gathered,
    std::uint64_t units = 0;           // and how often
  };
  void settle(PatchStep step, std::uint64_t units);
  void say();  // what is gathered, in all levels
  void say(Level& level);
  void say(PatchStep step, std::uint64_t number);
  void change(PatchChange change);
  void flush_html();

  Encoder encode_;
  std::string html_;  // to be inserted
  std::vector<Level> levels_{Level{true}};
  bool is_empty_ = true;
};

}  // namespace bonito::detail
