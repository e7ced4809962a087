// Shown: one part of what a region shows in the browser: which part of the nodes it was made from, and by which slots
// it lives. Wanted: one that it is to show. Both leave out fragments, as the browser knows none, and texts side by side
// are one.
//
// Owner: the Tree; parts point into its nodes. Thread: the session's strand.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "dom/node_data.hpp"

namespace bonito::detail {

using Keeps = std::vector<std::shared_ptr<const void>>;  // what an element uses: style rules, assets

// By what a part is known among its siblings: the key, and its place among those that have it from the same fragment.
struct Key {
  const std::string* text = nullptr;  // null: by none
  std::uint32_t index = 0;
  explicit operator bool() const noexcept { return text != nullptr; }
  friend bool operator==(const Key& left, const Key& right) noexcept {
    if (!left || !right) return !left && !right;
    return left.index == right.index && *left.text == *right.text;
  }
};

struct Wanted {
  const Child* part;
  Key key = {};
  std::string text = {};  // of several texts in one
  bool is_root = false;   // whoever asks for it holds it
};

struct Shown {
  struct More {
    std::string text;       // of several texts in one
    std::string own_class;  // of an element's live styles
    Keeps keeps;
  };

  Shown(const Child* its_part, Key its_key) : part(its_part), key(its_key) {}
  Shown(Shown&&) noexcept = default;
  Shown& operator=(Shown&&) noexcept = default;

  const Child* part;
  Key key;
  std::vector<std::uint32_t> slots;  // in the order in which they were given
  std::vector<Shown> children;       // of an element; none if it is plain
  std::unique_ptr<More> more;        // null: nothing of it
  bool is_plain = true;              // nothing in it lives: its children are as its node says
  bool is_named = false;             // for scripts
};

inline const NodeData* element_of(const Child& part) noexcept {
  const Node* node = std::get_if<Node>(&part);
  return node ? node->data().get() : nullptr;
}
// Does the browser have nodes of it?
inline bool is_unit(const Child& part) noexcept { return !std::holds_alternative<Styles>(part); }
inline const std::string& text_of(const Shown& text) {
  return text.more ? text.more->text : std::get<std::string>(*text.part);
}
inline const std::string& text_of(const Wanted& text) {
  return text.text.empty() ? std::get<std::string>(*text.part) : text.text;
}

std::vector<Wanted> wanted_of(std::span<const Child> children, bool is_root = false);
// What the browser has of these, of a plain element.
std::vector<Shown> plain_parts_of(std::span<const Child> children);

}  // namespace bonito::detail
