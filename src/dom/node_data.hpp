// What a node holds: the private half of node.hpp, shared by the builder and the writer.
#pragma once
#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "bonito/dom/node_part.hpp"

namespace bonito::detail {

struct Comment {
  std::string text;
};

using Child = std::variant<std::string, Node, std::shared_ptr<const Live>, std::shared_ptr<const Region>,
                           std::shared_ptr<const Component>, UnsafeHtml, Comment, Styles, std::shared_ptr<const Js>>;

// What few nodes have.
struct NodeMore {
  std::string key;
  std::vector<EventHandler> handlers;
  std::vector<EventScript> scripts;
};

// An element; without a tag, a fragment: only children. A region whose content changes reads all of its nodes from
// memory, so they are small.
struct NodeData {
  std::string tag;
  std::vector<Child> children;
  std::vector<Attribute> attributes;
  std::unique_ptr<NodeMore> more;  // null: nothing of it
  bool is_of_value = false;        // a fragment of what an observable holds, which says nothing about scripts
  mutable std::atomic<bool> is_named = false;  // a script has it as an argument

  // By which it, or what a fragment holds, is known among its siblings; empty: by none.
  const std::string& key() const noexcept {
    static const std::string none;
    return more ? more->key : none;
  }
  std::span<const EventHandler> handlers() const noexcept {
    return more ? std::span<const EventHandler>(more->handlers) : std::span<const EventHandler>();
  }
  std::span<const EventScript> scripts() const noexcept {
    return more ? std::span<const EventScript>(more->scripts) : std::span<const EventScript>();
  }
};

}  // namespace bonito::detail
