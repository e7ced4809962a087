#include "session/templates.hpp"

#include <algorithm>
#include <charconv>

#include "bonito/base/error.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

// "panel.cpp:12", as a browser's stack names the function.
std::string name_of(CodePlace place) {
  if (place.line == 0) return "script";
  std::string name = place.text();
  name.erase(0, name.rfind('/') + 1);
  for (char& c : name) {
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < ' ') c = '_';
  }
  return name;
}

}  // namespace

Templates::Templates(std::uint32_t its_slot, const void* its_owner, Tab& tab)
    : Binding(its_slot, its_owner, Delivery::latest), tab_(tab) {}

std::uint32_t Templates::number_of(const Js& script, JsForm form) {
  std::string function = js_function(script.source(), script.arguments().size(), form);
  const auto [known, is_new] = numbers_.try_emplace(std::move(function), end());
  if (!is_new) return known->second;
  if (templates_.size() == most_templates) {
    numbers_.erase(known);
    throw Failure({Errc::too_large,
                   "This page has run 4096 different scripts. Give what changes as arguments, $0 to $9, instead of "
                   "writing it into the source."});
  }
  templates_.push_back({known->first, script.place()});
  return known->second;
}

CodePlace Templates::place_of(std::uint32_t number) const {
  return number < first_template || number >= end() ? CodePlace{} : at(number).place;
}

std::optional<Asset> Templates::page_module() {
  if (in_modules_ == end() || tab_.is_static()) return std::nullopt;
  return add_module(std::exchange(in_modules_, end()), end());
}

std::optional<Asset> Templates::add_module(std::uint32_t first, std::uint32_t end) {
  const auto root = tab_.root();
  if (!root) return std::nullopt;
  Module module{first, end, {}, {}};
  std::string text = "export default [\n";
  unsigned line = 2;
  for (auto number = first; number < end; ++number) {
    const auto& [function, place] = at(number);
    const std::string name = name_of(place);
    module.lines.push_back(line);
    text += "{\"" + name + "\": " + function + "}[\"" + name + "\"],\n";
    line += 1 + static_cast<unsigned>(std::ranges::count(function, '\n'));
  }
  auto asset = Asset::text(text + "];\n", "text/javascript; charset=utf-8",
                           end - first == 1 ? name_of(at(first).place) + ".js" : "scripts.js");
  module.key = asset.key();
  module.url = SessionCore::of(*root).url(asset);
  modules_.push_back(std::move(module));
  return asset;
}

bool Templates::split(std::uint32_t first) {
  const auto found = std::ranges::find(modules_, first, &Module::first);
  if (found == modules_.end() || found->url.empty()) return false;
  const auto end = found->end;
  const bool is_alone = end - first == 1;
  if (is_alone) {
    found->url.clear();
    found->said_in = 0;
  } else {
    modules_.erase(found);
    for (auto number = first; number < end; ++number) add_module(number, number + 1);
  }
  tab_.outbox().note(*this);
  return is_alone;
}

void Templates::introduce(FrameEnd end) {
  // No program will hear that one of them cannot be read, and offer the others without it.
  if (tab_.is_static()) {
    for (; in_modules_ != this->end(); ++in_modules_) add_module(in_modules_, in_modules_ + 1);
  }
  if (in_modules_ != this->end()) page_module();
  Encoder out(end.messages);
  for (Module& module : modules_) {
    if (module.said_in != 0) continue;
    module.said_in = end.number;
    out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::module));
    out.unsigned_integer(module.first);
    out.text(module.url);
  }
}

bool Templates::start_anew(std::uint64_t received) {
  bool is_lost = false;
  for (Module& module : modules_) {
    if (module.said_in <= received) continue;
    module.said_in = 0;
    is_lost = true;
  }
  return is_lost;
}

std::string Templates::in_program(std::string_view stack) const {
  std::string written;
  for (std::size_t end; !stack.empty(); stack.remove_prefix(end)) {
    end = std::min(stack.find('\n'), stack.size() - 1) + 1;
    std::string line(stack.substr(0, end));
    for (const Module& module : modules_) {
      const auto found = module.key.empty() ? std::string::npos : line.find(module.key);
      if (found == std::string::npos) continue;
      const auto number = found + module.key.size() + 1;
      unsigned row = 0;
      if (number < line.size()) std::from_chars(line.data() + number, line.data() + line.size(), row);
      const auto next = std::ranges::upper_bound(module.lines, row);
      if (next == module.lines.begin()) break;
      const auto index = static_cast<std::uint32_t>(next - module.lines.begin() - 1);
      const auto start = line.find_last_of(" (@", found) + 1;
      const auto stop = std::min(line.find_first_of(")\n", found), line.size());
      line.replace(start, stop - start, name_of(at(module.first + index).place));
      break;
    }
    written += line;
  }
  return written;
}

}  // namespace bonito::detail
