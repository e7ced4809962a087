#include "dom/patch.hpp"

#include <utility>

namespace bonito::detail {

void Patch::say(PatchStep step, std::uint64_t number) {
  is_empty_ = false;
  encode_.unsigned_integer(number * 8 + static_cast<std::uint64_t>(step));
}

void Patch::say(Level& level) {
  const auto units = std::exchange(level.units, 0);
  if (units > 0) say(level.step, units);
}

void Patch::flush_html() {
  if (html_.empty()) return;
  const std::string html = std::exchange(html_, {});
  change(PatchChange::insert);
  encode_.text(html);
}

void Patch::settle(PatchStep step, std::uint64_t units) {
  if (units == 0) return;
  if (step != PatchStep::remove) flush_html();  // what is inserted may as well come after what goes
  Level& level = levels_.back();
  if (level.units > 0 && level.step != step) say();
  level.step = step;
  level.units += units;
}

// The levels that nothing was said of are entered now: each passes some units, and goes into the next.
void Patch::say() {
  for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
    if (levels_[i + 1].entered) continue;
    levels_[i + 1].entered = true;
    if (levels_[i].step != PatchStep::skip) say(levels_[i]);
    say(PatchStep::enter, std::exchange(levels_[i].units, 0));
  }
  say(levels_.back());
}

void Patch::change(PatchChange change) {
  say();
  say(PatchStep::change, static_cast<std::uint64_t>(change));
}

void Patch::put(std::uint64_t held) {
  flush_html();
  say();
  say(PatchStep::put, held);
}

void Patch::insert(std::string_view html) { html_ += html; }

void Patch::text(std::string_view text) {
  flush_html();
  change(PatchChange::text);
  encode_.text(text);
}

void Patch::attribute(std::string_view name, const std::optional<std::string>& value) {
  flush_html();
  change(PatchChange::attribute);
  encode_.text(name);
  value ? encode_.text(*value) : encode_.null();
}

void Patch::rewind() {
  flush_html();
  Level& level = levels_.back();
  if (level.step == PatchStep::skip) level.units = 0;
  change(PatchChange::rewind);
}

void Patch::end_scripts() { change(PatchChange::end); }

void Patch::enter() {
  flush_html();
  levels_.emplace_back();
}

void Patch::leave() {
  flush_html();
  if (levels_.back().units > 0 && levels_.back().step != PatchStep::skip) say();
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.entered) return say(PatchStep::leave, level.units);
  settle(PatchStep::skip, 1);  // a unit in which nothing differs
}

bool Patch::finish() {
  flush_html();
  if (levels_.front().units > 0 && levels_.front().step != PatchStep::skip) say();
  if (!is_empty_) leave();
  return !is_empty_;
}

}  // namespace bonito::detail
