#include "bonito/dom/html_writer.hpp"

#include <algorithm>

#include "bonito/base/error.hpp"
#include "dom/element_rules.hpp"
#include "dom/escape.hpp"
#include "dom/node_data.hpp"
#include "dom/start_tag.hpp"

namespace bonito {
namespace detail {
namespace {

constexpr std::size_t piece_size = 4096;
constexpr std::size_t max_elements_deep = 512;  // where browsers stop, too
constexpr const char* too_many_components =
    "More than 512 components stand within each other: does a to_node return its own kind?";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\n\r\f") == std::string_view::npos; }

class HtmlWriter {
 public:
  HtmlWriter(SlotGiver& slots, const HtmlSink& sink) : slots_(slots), sink_(sink) {}

  void write(const Node& node, Surroundings around) {
    write_node(node, {.foreign = around.foreign, .root = true, .inert = {}, .selected = {}, .depth = around.depth}, "");
    if (!out_.empty()) sink_(out_);
  }

 private:
  // `parent` is the element around that has rows for its content, where text would be moved out; or "".
  void write_node(const Node& node, const Place& place, std::string_view parent);
  void write_element(const Node& node, const Place& place);
  void write_child(const Child& child, const Place& place, std::string_view parent);
  void write_text(std::string_view text, std::string_view parent);
  void write_live_text(const std::shared_ptr<const Live>& live, const Place& place, std::string_view parent);
  void write_region(const std::shared_ptr<const Region>& region, const Place& place);
  void write_only_text(const NodeData& element, const Place& place, Content content, StartTag& tag);

  // What an element that holds only text has inside.
  struct TextContent {
    std::string text;
    std::size_t static_parts = 0;
    std::vector<std::shared_ptr<const Live>> live;
  };
  void gather_text(const std::vector<Child>& children, std::string_view tag, std::size_t depth, TextContent& content);

  // Marks where a live text ends, as text follows.
  void end_live_text() {
    if (after_live_text_) out_ += "<!---->";
    after_live_text_ = false;
  }
  void flush_if_full() {
    if (out_.size() < piece_size) return;
    sink_(out_);
    out_.clear();
  }

  SlotGiver& slots_;
  const HtmlSink& sink_;
  std::string out_;
  bool after_live_text_ = false;  // a text that follows would become one with it
  bool after_pre_start_ = false;  // a line break that follows would be dropped
};

void HtmlWriter::write_node(const Node& node, const Place& place, std::string_view parent) {
  const NodeData* data = node.data().get();
  if (!data) return;
  if (!data->tag.empty()) return write_element(node, place);
  if (!data->attributes.empty() || !data->handlers.empty() || !data->scripts.empty()) {
    refuse_page("A fragment is no element: it cannot have attributes or event handlers.");
  }
  Place inside = place;
  inside.root = false;
  for (const Child& child : data->children) write_child(child, inside, parent);
}

void HtmlWriter::write_element(const Node& node, const Place& place) {
  const NodeData& element = *node.data();
  if (place.depth >= max_elements_deep) {
    refuse_page("More than 512 elements and components stand within each other, which browsers do not show.");
  }
  const Content content = content_of(element.tag, place.foreign);
  StartTag tag(node, place, slots_, out_);
  tag.write_attributes();
  after_live_text_ = after_pre_start_ = false;
  if (content == Content::frame && !element.children.empty()) {
    refuse_page("<iframe> has no content: use \"src\"_a or \"srcdoc\"_a.");
  }
  if (content == Content::text || content == Content::script || content == Content::style) {
    write_only_text(element, place, content, tag);
  } else {
    tag.close();
    if (content == Content::none) return flush_if_full();
    after_pre_start_ = drops_first_line_break(element.tag, place.foreign);
    Place inside = place;
    inside.root = false;
    inside.foreign = is_content_foreign(element.tag, place.foreign);
    if (is_inert(element.tag, place.foreign)) inside.inert = element.tag;
    if (tag.value_in_content()) inside.selected = tag.value_in_content();
    ++inside.depth;
    const std::string_view parent = content == Content::rows ? std::string_view(element.tag) : std::string_view();
    for (const Child& child : element.children) write_child(child, inside, parent);
  }
  after_live_text_ = after_pre_start_ = false;
  out_ += "</";
  out_ += element.tag;
  out_ += '>';
  flush_if_full();
}

void HtmlWriter::write_child(const Child& child, const Place& place, std::string_view parent) {
  if (const auto* text = std::get_if<std::string>(&child)) {
    write_text(*text, parent);
  } else if (const auto* node = std::get_if<Node>(&child)) {
    write_node(*node, place, parent);
  } else if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&child)) {
    write_live_text(*live, place, parent);
  } else if (const auto* region = std::get_if<std::shared_ptr<const Region>>(&child)) {
    write_region(*region, place);
  } else if (const auto* make = std::get_if<DeferredNode>(&child)) {
    Place inside = place;
    inside.root = true;
    if (++inside.depth > max_elements_deep) {
      refuse_page(too_many_components);
    }
    write_node((*make)(slots_.session()), inside, parent);
  } else if (const auto* markup = std::get_if<UnsafeHtml>(&child)) {
    if (markup->markup().empty()) return;
    end_live_text();
    after_pre_start_ = false;
    out_ += markup->markup();
  } else if (const auto* comment = std::get_if<Comment>(&child)) {
    after_live_text_ = after_pre_start_ = false;
    escape_comment(comment->text, out_);
  } else if (const auto* styles = std::get_if<Styles>(&child)) {
    slots_.page_style(*styles);
  } else if (const auto* script = std::get_if<Js>(&child)) {
    require_live_place(place, "A script");
    slots_.run(*script);
  }
  flush_if_full();
}

void HtmlWriter::write_text(std::string_view text, std::string_view parent) {
  if (text.empty()) return;
  if (!parent.empty() && !is_blank(text)) {
    refuse_page("A text cannot stand directly inside <" + std::string(parent) +
                ">, as browsers move it out: put it into a cell.");
  }
  end_live_text();
  if (after_pre_start_ && text.front() == '\n') out_ += '\n';
  after_pre_start_ = false;
  escape_text(text, out_);
}

void HtmlWriter::write_live_text(const std::shared_ptr<const Live>& live, const Place& place, std::string_view parent) {
  require_live_place(place, "A live text");
  if (!parent.empty()) {
    refuse_page("A live text cannot stand directly inside <" + std::string(parent) +
                ">, as browsers move it out: put it into a cell.");
  }
  const auto [slot, snapshot] = slots_.bind(SlotGiver::Kind::text, live);
  out_ += "<!--b:" + std::to_string(slot) + "-->";
  escape_text(live->text(snapshot), out_);
  after_live_text_ = true;
  after_pre_start_ = false;
}

void HtmlWriter::write_region(const std::shared_ptr<const Region>& region, const Place& place) {
  require_live_place(place, "A region");
  if (place.depth >= max_elements_deep) refuse_page(too_many_components);
  const auto [slot, html] = slots_.region(region, {.foreign = place.foreign, .depth = place.depth + 1});
  out_ += "<!--r:" + std::to_string(slot) + "-->";
  out_ += html;
  out_ += "<!--/r-->";
  after_live_text_ = after_pre_start_ = false;
}

void HtmlWriter::gather_text(const std::vector<Child>& children, std::string_view tag, std::size_t depth,
                             TextContent& content) {
  if (depth > max_elements_deep) refuse_page(too_many_components);
  const std::string only_text = '<' + std::string(tag) + "> holds text and nothing else" +
                                (tag == "script" ? ": give it the script as text, or as \"src\"_a an Asset." : ".");
  const auto gather_node = [&](const Node& node) {
    if (!node.tag().empty()) refuse_page(only_text);
    if (node.data()) gather_text(node.data()->children, tag, depth + 1, content);
  };
  for (const Child& child : children) {
    if (const auto* text = std::get_if<std::string>(&child)) {
      content.text += *text;
      ++content.static_parts;
    } else if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&child)) {
      content.live.push_back(*live);
    } else if (const auto* node = std::get_if<Node>(&child)) {
      gather_node(*node);
    } else if (const auto* make = std::get_if<DeferredNode>(&child)) {
      gather_node((*make)(slots_.session()));
    } else {
      refuse_page(only_text);
    }
  }
}

void HtmlWriter::write_only_text(const NodeData& element, const Place& place, Content content, StartTag& tag) {
  TextContent inside;
  gather_text(element.children, element.tag, place.depth, inside);
  const std::string name = '<' + element.tag + '>';
  const bool is_text = content == Content::text;
  if (!inside.live.empty()) {
    if (!is_text) {
      refuse_page(name + " cannot have a live text: its content is read once. " +
                  (content == Content::script ? "Scripts know what Session::mirror() shows them."
                                              : "Use Styles, or a live \"style\"_a."));
    }
    require_live_place(place, "A live text");
    if (inside.live.size() > 1 || inside.static_parts > 0) {
      refuse_page(name + " holds one live text or fixed ones: make one of them with map() or combine().");
    }
    const auto [slot, snapshot] = slots_.bind(SlotGiver::Kind::text, inside.live.front());
    tag.add_token('t', slot);
    inside.text = inside.live.front()->text(snapshot);
  }
  if (tag.value_in_content()) {
    if (!inside.live.empty() || inside.static_parts > 0) {
      refuse_page(name + " has its text as \"value\"_a or as a child, not both.");
    }
    inside.text = *tag.value_in_content();
  }
  tag.close();
  if (drops_first_line_break(element.tag, place.foreign) && inside.text.starts_with('\n')) out_ += '\n';
  switch (content) {
    case Content::script: return escape_script(inside.text, out_);
    case Content::style: return escape_style(inside.text, out_);
    default: return escape_text(inside.text, out_);
  }
}

// Slots where there is no session.
class NoSlots final : public SlotGiver {
 public:
  Bound bind(Kind, std::shared_ptr<const Live>) override { refuse("a live part"); }
  std::uint32_t handle(const EventHandler&) override { refuse("an event handler"); }
  std::optional<std::uint32_t> element(const Node&) override { return std::nullopt; }
  void hear(std::uint32_t, const EventScript&) override { refuse("a script"); }
  void run(const Js&) override { refuse("a script"); }
  Content region(std::shared_ptr<const Region>, Surroundings) override { refuse("a region"); }
  std::string style_class(const Styles&) override { refuse("Styles"); }
  std::string own_class() override { refuse("live Styles"); }
  void page_style(const Styles&) override { refuse("Styles"); }
  Session& session() override { refuse("a part that is made for a session"); }

 private:
  [[noreturn]] static void refuse(const std::string& what) {
    refuse_page("This node has " + what + ", and to_html knows no session: show it with an App.");
  }
};

}  // namespace
}  // namespace detail

void write_html(const Node& node, SlotGiver& slots, const HtmlSink& sink, Surroundings around) {
  detail::HtmlWriter(slots, sink).write(node, around);
}

std::string to_html(const Node& node) {
  std::string html;
  detail::NoSlots none;
  write_html(node, none, [&](std::string_view piece) { html += piece; });
  return html;
}

}  // namespace bonito
