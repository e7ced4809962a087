// ShownPage: what a browser makes of a page and of the messages it is sent, in text.
//
//   ShownPage page(html);
//   page.apply(message, acked);
//   page.shown();     // "<p>[7]</p><input (value=7)>{<p>in a region</p>}"
//
// A live text stands in [], a property in (), a region in {}; an event is !name; a class is its rule; numbers of slots
// are left out. What is not as the protocol has it, or comes in the wrong order, is a complaint.
//
// Owner: a value. Thread: one.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/wire/frame.hpp"
#include "bonito/wire/value.hpp"

namespace bonito::model {

class ShownPage {
 public:
  explicit ShownPage(std::string_view html);

  // A message of a frame which was sent when the program had applied ours up to `acked`.
  std::optional<std::string> apply(const Value::List& message, std::uint64_t acked);
  // A script sets a mirror; this travels in our frame of that number.
  void notify(std::uint32_t slot, std::string value, std::uint64_t frame);
  // From here on a value of those that should all come may be left out, once for each place.
  void may_jump() noexcept { ++jumps_; }

  std::string shown() const { return shown(whole_); }
  std::map<std::string, std::string> mirrored() const;
  std::optional<std::uint32_t> event(std::string_view name) const;  // the slot of the first one of that name
  int errors() const noexcept { return errors_; }

 private:
  struct Slot {
    std::string value;
    int jumps = 0;        // the allowance that was used
    bool is_new = false;  // its value stands in markup, and may come once more
  };
  struct Mirror {
    std::string name;
    std::string mine;         // what a script set last
    std::uint64_t frame = 0;  // and in which frame
  };
  using Rules = std::map<std::string, std::string, std::less<>>;  // by classes
  struct Scope {
    std::string html;  // without what stands in regions
    std::vector<std::uint32_t> slots;
    std::vector<std::uint32_t> regions;
    std::map<std::string, std::uint32_t, std::less<>> events;
  };

  Scope scan(std::string_view html);
  void scan_tag(std::string_view tag, Scope& scope);
  void drop(const Scope& scope);
  static Rules rules_in(std::string_view css);
  std::string rule_of(std::string_view name) const;
  std::optional<std::string> patch(std::uint32_t slot, const Value::List& message);
  std::optional<std::string> set(std::uint32_t slot, const Value& value, std::uint64_t acked);
  std::optional<std::string> put(std::uint32_t slot, const std::string& value);
  std::string shown(const Scope& scope) const;
  std::string shown_tag(std::string_view tag) const;
  std::optional<std::uint32_t> event(const Scope& scope, std::string_view name) const;

  int jumps_ = 0;
  int errors_ = 0;
  std::map<std::uint32_t, Slot> slots_;
  std::map<std::uint32_t, Mirror> mirrors_;
  std::map<std::uint32_t, Scope> regions_;
  std::map<std::uint32_t, Rules> region_rules_;
  Scope whole_;  // the last: reading the page fills the others
};

}  // namespace bonito::model
