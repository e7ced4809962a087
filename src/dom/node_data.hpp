// What a node holds: the private half of node.hpp, shared by the builder and the writer.
#pragma once
#include <atomic>
#include <memory>
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

// An element; without a tag, a fragment: only children.
struct NodeData {
  std::string tag;
  std::string key;           // by which it, or what a fragment holds, is known among its siblings; empty: none
  bool is_of_value = false;  // a fragment of what an observable holds, which says nothing about scripts
  mutable std::atomic<bool> is_named = false;  // a script has it as an argument
  std::vector<Child> children;
  std::vector<Attribute> attributes;
  std::vector<EventHandler> handlers;
  std::vector<EventScript> scripts;
};

}  // namespace bonito::detail
