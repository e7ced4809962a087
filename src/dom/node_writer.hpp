// NodeWriter: writes nodes as markup. For a region it also says what it has written, and writes that again.
//
//   NodeWriter writer(slots, sink);
//   writer.write(node, around);                     // a page
//   NodeWriter writer(tree_slots);
//   Shown shown = writer.write(wanted, place, "");  // a part of a region;
//   writer.write_again(shown, place, "");           // the same, with the same slots
//   std::string html = writer.take();
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "dom/element_rules.hpp"
#include "dom/shown.hpp"
#include "dom/start_tag.hpp"
#include "dom/tree_slots.hpp"

namespace bonito::detail {

// Where an element's children are.
struct Inside {
  Place place;
  std::string_view parent;  // the element, if it has rows for its content, where text would be moved out; or ""
};
Inside inside_of(const NodeData& element, const Place& place);
Place place_in(Surroundings around);  // of a piece of a page

class NodeWriter {
 public:
  NodeWriter(SlotGiver& slots, const HtmlSink& sink) : slots_(slots), sink_(&sink) {}
  explicit NodeWriter(TreeSlots& slots) : slots_(slots), tree_(&slots) {}

  void write(const Node& node, Surroundings around);
  Shown write(const Wanted& wanted, const Place& place, std::string_view parent);
  void write_again(const Shown& shown, const Place& place, std::string_view parent);
  std::string take() { return std::exchange(out_, {}); }
  bool empty() const noexcept { return out_.empty(); }

 private:
  class Replay;
  void write_node(const Node& node, const Place& place, std::string_view parent);
  void write_element(const Node& node, const Place& place, Shown* shown = nullptr);
  void write_again(const Node& element, const Shown& shown, const Place& place);
  void write_child(const Child& child, const Place& place, std::string_view parent, Shown* shown = nullptr);
  void write_text(std::string_view text, std::string_view parent);
  void write_live_text(const std::shared_ptr<const Live>& live, const Place& place, std::string_view parent,
                       Shown* shown);
  void write_region(const SlotGiver::Content& region);
  void write_only_text(const NodeData& element, const Place& place, Content content, StartTag& tag);
  Inside begin_content(const NodeData& element, const Place& place, const StartTag& tag);
  void end_element(const NodeData& element);
  Surroundings surroundings(const Place& place) const;

  // What an element that holds only text has inside.
  struct TextContent {
    std::string text;
    std::size_t static_parts = 0;
    std::vector<std::shared_ptr<const Live>> live;
  };
  void gather_text(const std::vector<Child>& children, std::string_view tag, std::size_t depth, TextContent& content);

  // Marks where a text ends that would become one with that which follows.
  void end_text() {
    if (ends_with_text_) out_ += "<!---->";
    ends_with_text_ = false;
  }
  void flush_if_full();

  SlotGiver& slots_;
  TreeSlots* tree_ = nullptr;  // null: nobody asks what was written
  const HtmlSink* sink_ = nullptr;
  std::string out_;
  bool ends_with_text_ = false;   // and it is live, or a part of its own
  bool after_pre_start_ = false;  // a line break that follows would be dropped
};

}  // namespace bonito::detail
