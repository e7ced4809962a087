#include "dom/node_writer.hpp"

#include <utility>

#include "bonito/base/error.hpp"
#include "dom/element_rules.hpp"
#include "dom/escape.hpp"

namespace bonito::detail {
namespace {

constexpr std::size_t piece_size = 4096;
constexpr std::size_t max_elements_deep = 512;  // where browsers stop, too
constexpr const char* too_many_components =
    "More than 512 components stand within each other: does a to_node return its own kind?";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\n\r\f") == std::string_view::npos; }

}  // namespace

// Gives the slots again that a part has.
class NodeWriter::Replay final : public SlotGiver {
 public:
  Replay(SlotGiver& slots, const Shown& shown) : slots_(slots), shown_(shown) {}

  Bound bind(Kind, std::shared_ptr<const Live> live) override { return {next(), live->snapshot()}; }
  std::uint32_t handle(const EventHandler&) override { return next(); }
  std::optional<std::uint32_t> element(const Node&) override { return next(); }
  std::uint32_t hear(std::uint32_t, const EventScript&) override { return next(); }
  void run(const Js&) override {}
  Content region(std::shared_ptr<const Region>, Surroundings) override { return {next(), {}}; }
  std::string style_class(const Styles& styles) override { return slots_.style_class(styles); }
  std::string own_class() override { return shown_.more->own_class; }
  void page_style(const Styles&) override {}
  Session& session() override { return slots_.session(); }

 private:
  std::uint32_t next() { return shown_.slots.at(given_++); }

  SlotGiver& slots_;
  const Shown& shown_;
  std::size_t given_ = 0;
};

Inside inside_of(const NodeData& element, const Place& place) {
  Inside inside{place, {}};
  inside.place.root = false;
  inside.place.named.reset();
  inside.place.foreign = is_content_foreign(element.tag, place.foreign);
  if (is_inert(element.tag, place.foreign)) inside.place.inert = element.tag;
  ++inside.place.depth;
  if (content_of(element.tag, place.foreign) == Content::rows) inside.parent = element.tag;
  return inside;
}

Place place_in(Surroundings around) {
  return {.foreign = around.foreign,
          .root = true,
          .inert = {},
          .selected = {},
          .choice = around.choice,
          .depth = around.depth};
}

Surroundings NodeWriter::surroundings(const Place& place) const {
  return {.foreign = place.foreign, .depth = place.depth + 1, .choice = place.choice};
}

void NodeWriter::flush_if_full() {
  if (!sink_ || out_.size() < piece_size) return;
  (*sink_)(out_);
  out_.clear();
}

void NodeWriter::write(const Node& node, Surroundings around) {
  write_node(node, place_in(around), "");
  if (!out_.empty()) (*sink_)(out_);
}

Shown NodeWriter::write(const Wanted& wanted, const Place& place, std::string_view parent) {
  Shown shown(wanted.part, wanted.key);
  if (!wanted.text.empty()) {
    shown.more = std::make_unique<Shown::More>();
    shown.more->text = wanted.text;
    write_text(wanted.text, parent);
    ends_with_text_ = true;
    return shown;
  }
  Place here = place;
  here.root = wanted.is_root;
  write_child(*wanted.part, here, parent, &shown);
  return shown;
}

void NodeWriter::write_again(const Shown& shown, const Place& place, std::string_view parent) {
  const Child& part = *shown.part;
  if (const auto* text = std::get_if<std::string>(&part)) {
    write_text(shown.more ? shown.more->text : *text, parent);
    ends_with_text_ = true;
  } else if (const auto* node = std::get_if<Node>(&part)) {
    write_again(*node, shown, place);
  } else if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&part)) {
    out_ += "<!--b:" + std::to_string(shown.slots.front()) + "-->";
    escape_text((*live)->text((*live)->snapshot()), out_);
    ends_with_text_ = true;
  } else if (std::holds_alternative<UnsafeHtml>(part) || std::holds_alternative<Comment>(part)) {
    write_child(part, place, parent);
  } else if (is_unit(part)) {
    write_region({shown.slots.front(), tree_->again(shown.slots.front())});
  }
}

void NodeWriter::write_again(const Node& node, const Shown& shown, const Place& place) {
  const NodeData& element = *node.data();
  const Content content = content_of(element.tag, place.foreign);
  Replay replay(slots_, shown);
  Place here = place;
  here.named = shown.is_named;
  StartTag tag(node, here, replay, out_);
  tag.write_attributes();
  ends_with_text_ = after_pre_start_ = false;
  if (has_only_text(content)) {
    write_only_text(element, here, content, tag);
    return end_element(element);
  }
  tag.close();
  if (content == Content::none) return;
  const Inside inside = begin_content(element, place, tag);
  const std::vector<Shown> plain = shown.is_plain ? plain_parts_of(element.children) : std::vector<Shown>();
  for (const auto* children : {&plain, &shown.children}) {
    for (const Shown& child : *children) write_again(child, inside.place, inside.parent);
  }
  end_element(element);
}

void NodeWriter::write_node(const Node& node, const Place& place, std::string_view parent) {
  const NodeData* data = node.data().get();
  if (!data) return;
  if (!data->tag.empty()) return write_element(node, place);
  if (!data->attributes.empty() || !data->handlers().empty() || !data->scripts().empty()) {
    refuse_page("A fragment is no element: it cannot have attributes or event handlers.");
  }
  Place inside = place;
  inside.root = !data->key().empty();
  for (const Child& child : data->children) write_child(child, inside, parent);
}

Inside NodeWriter::begin_content(const NodeData& element, const Place& place, const StartTag& tag) {
  after_pre_start_ = drops_first_line_break(element.tag, place.foreign);
  Inside inside = inside_of(element, place);
  if (tag.value_in_content()) inside.place.selected = tag.value_in_content();
  if (tag.choice() != 0) inside.place.choice = tag.choice();
  return inside;
}

void NodeWriter::end_element(const NodeData& element) {
  ends_with_text_ = after_pre_start_ = false;
  out_ += "</";
  out_ += element.tag;
  out_ += '>';
  flush_if_full();
}

void NodeWriter::write_element(const Node& node, const Place& place, Shown* shown) {
  const NodeData& element = *node.data();
  if (place.depth >= max_elements_deep) {
    refuse_page("More than 512 elements and components stand within each other, which browsers do not show.");
  }
  const Content content = content_of(element.tag, place.foreign);
  StartTag tag(node, place, slots_, out_);
  Keeps keeps;
  if (shown) tree_->keep_in(&keeps);
  tag.write_attributes();
  if (shown) tree_->keep_in(nullptr);
  ends_with_text_ = after_pre_start_ = false;
  if (content == Content::frame && !element.children.empty()) {
    refuse_page("<iframe> has no content: use \"src\"_a or \"srcdoc\"_a.");
  }
  const bool is_only_text = has_only_text(content);
  if (is_only_text) {
    write_only_text(element, place, content, tag);
  } else {
    tag.close();
  }
  if (shown) {
    shown->slots = tag.slots_given();
    shown->is_named = tag.is_named();
    if (!keeps.empty() || !tag.own_class().empty()) {
      shown->more = std::make_unique<Shown::More>(Shown::More{{}, tag.own_class(), std::move(keeps)});
    }
    shown->is_plain = shown->slots.empty() && !shown->more;
  }
  if (is_only_text) return end_element(element);
  if (content == Content::none) return flush_if_full();
  const Inside inside = begin_content(element, place, tag);
  if (!shown) {
    for (const Child& child : element.children) write_child(child, inside.place, inside.parent);
  } else {
    for (const Wanted& wanted : wanted_of(element.children)) {
      shown->children.push_back(write(wanted, inside.place, inside.parent));
      shown->is_plain = shown->is_plain && shown->children.back().is_plain;
    }
    if (shown->is_plain) shown->children = std::vector<Shown>();
  }
  end_element(element);
}

void NodeWriter::write_child(const Child& child, const Place& place, std::string_view parent, Shown* shown) {
  const auto is_not_plain = [&](std::uint32_t slot = 0) {
    if (!shown) return;
    shown->is_plain = false;
    if (slot != 0) shown->slots.push_back(slot);
  };
  if (const auto* text = std::get_if<std::string>(&child)) {
    write_text(*text, parent);
    if (shown) ends_with_text_ = true;
  } else if (const auto* node = std::get_if<Node>(&child)) {
    shown ? write_element(*node, place, shown) : write_node(*node, place, parent);
  } else if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&child)) {
    write_live_text(*live, place, parent, shown);
  } else if (const auto* region = std::get_if<std::shared_ptr<const Region>>(&child)) {
    require_live_place(place, "A region");
    if (place.depth >= max_elements_deep) refuse_page(too_many_components);
    const auto content = slots_.region(*region, surroundings(place));
    is_not_plain(content.slot);
    write_region(content);
  } else if (const auto* component = std::get_if<std::shared_ptr<const Component>>(&child)) {
    if (place.depth + 1 > max_elements_deep) refuse_page(too_many_components);
    if (shown && place.inert.empty()) {
      const auto content = tree_->component(*component, surroundings(place));
      is_not_plain(content.slot);
      write_region(content);
    } else {
      is_not_plain();
      Place inside = place;
      inside.root = true;
      ++inside.depth;
      slots_.part([&] { write_node((*component)->node(slots_.session()), inside, parent); });
    }
  } else if (const auto* markup = std::get_if<UnsafeHtml>(&child)) {
    if (markup->markup().empty()) return;
    end_text();
    after_pre_start_ = false;
    if (tree_) out_ += "<!--m-->";
    out_ += markup->markup();
    if (tree_) out_ += "<!--/m-->";
  } else if (const auto* comment = std::get_if<Comment>(&child)) {
    ends_with_text_ = after_pre_start_ = false;
    escape_comment(comment->text, out_);
  } else if (const auto* styles = std::get_if<Styles>(&child)) {
    if (shown) {
      shown->is_plain = false;
      shown->more = std::make_unique<Shown::More>();
      tree_->keep_in(&shown->more->keeps);
    }
    slots_.page_style(*styles);
    if (shown) tree_->keep_in(nullptr);
  } else if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&child)) {
    require_live_place(place, "A script");
    if (!shown) return slots_.run(**script);
    const auto slot = tree_->run_here(**script);
    is_not_plain(slot);
    write_region({slot, {}});
  }
  flush_if_full();
}

void NodeWriter::write_text(std::string_view text, std::string_view parent) {
  if (text.empty()) return;
  if (!parent.empty() && !is_blank(text)) {
    refuse_page("A text cannot stand directly inside <" + std::string(parent) +
                ">, as browsers move it out: put it into a cell.");
  }
  end_text();
  if (after_pre_start_ && text.front() == '\n') out_ += '\n';
  after_pre_start_ = false;
  escape_text(text, out_);
}

void NodeWriter::write_live_text(const std::shared_ptr<const Live>& live, const Place& place, std::string_view parent,
                                 Shown* shown) {
  require_live_place(place, "A live text");
  if (!parent.empty()) {
    refuse_page("A live text cannot stand directly inside <" + std::string(parent) +
                ">, as browsers move it out: put it into a cell.");
  }
  const auto [slot, snapshot] = slots_.bind(SlotGiver::Kind::text, live);
  if (shown) {
    shown->is_plain = false;
    shown->slots.push_back(slot);
  }
  out_ += "<!--b:" + std::to_string(slot) + "-->";
  escape_text(live->text(snapshot), out_);
  ends_with_text_ = true;
  after_pre_start_ = false;
}

void NodeWriter::write_region(const SlotGiver::Content& region) {
  out_ += "<!--r:" + std::to_string(region.slot) + "-->";
  out_ += region.html;
  out_ += "<!--/r-->";
  ends_with_text_ = after_pre_start_ = false;
}

void NodeWriter::gather_text(const std::vector<Child>& children, std::string_view tag, std::size_t depth,
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
    } else if (const auto* component = std::get_if<std::shared_ptr<const Component>>(&child)) {
      slots_.part([&] { gather_node((*component)->node(slots_.session())); });
    } else {
      refuse_page(only_text);
    }
  }
}

void NodeWriter::write_only_text(const NodeData& element, const Place& place, Content content, StartTag& tag) {
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

}  // namespace bonito::detail
