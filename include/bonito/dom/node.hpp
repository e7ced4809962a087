// Node: a piece of a page as a value: an element, or a fragment of several things.
//
//   Node title = dom::h1("Hello");                 // see html.hpp for the tags
//   Node page  = dom::div(title, dom::p("text"));
//   Node text  = "1 < 2";                          // escaped, as all text
//   Node raw   = dom::div(UnsafeHtml(trusted));    // never escaped: only for markup you made yourself
//
// Owner: nodes are immutable and shared; a copy is the same element. Thread: any.
#pragma once
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bonito {

class Session;
class Node;
namespace detail {
struct NodeData;
struct NodeMore;
void name_for_scripts(const Node& node) noexcept;  // one will ask for its element
bool is_named_for_scripts(const Node& node) noexcept;
}  // namespace detail

class Node {
 public:
  Node() noexcept = default;  // nothing: an empty fragment
  template <class T>
  requires(std::convertible_to<const T&, std::string_view> && !std::same_as<T, std::nullptr_t>) Node(const T& text)
      : Node(of_text(text)) {}
  explicit Node(std::shared_ptr<const detail::NodeData> data) noexcept : data_(std::move(data)) {}

  std::string_view tag() const noexcept;                                                  // empty for a fragment
  const std::shared_ptr<const detail::NodeData>& data() const noexcept { return data_; }  // the writer's; null: nothing

 private:
  static std::shared_ptr<const detail::NodeData> of_text(std::string_view text);
  std::shared_ptr<const detail::NodeData> data_;
};

// Markup that is inserted as it is. Whoever makes one vouches for what is in it.
class UnsafeHtml {
 public:
  explicit UnsafeHtml(std::string markup) : markup_(std::move(markup)) {}
  const std::string& markup() const noexcept { return markup_; }

 private:
  std::string markup_;
};

}  // namespace bonito
