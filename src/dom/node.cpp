#include "bonito/dom/node.hpp"

#include "bonito/dom/html_writer.hpp"
#include "bonito/dom/tag.hpp"
#include "dom/element_rules.hpp"
#include "dom/node_data.hpp"

namespace bonito {

std::string_view Node::tag() const noexcept { return data_ ? std::string_view(data_->tag) : std::string_view(); }

std::shared_ptr<const detail::NodeData> Node::of_text(std::string_view text) {
  detail::NodeBuilder fragment;
  fragment.text(text);
  return std::move(fragment).finish().data_;
}

namespace detail {
namespace {

[[noreturn]] void refuse(std::string sentence) { throw Failure({Errc::usage, std::move(sentence)}); }

bool is_tag_name(std::string_view name) {
  if (name.empty() || !is_letter(name.front())) return false;
  for (char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_' && c != '.' && c != ':') return false;
  }
  return true;
}

}  // namespace

void name_for_scripts(const Node& node) noexcept {
  if (node.data()) node.data()->is_named = true;
}
bool is_named_for_scripts(const Node& node) noexcept { return node.data() && node.data()->is_named; }

NodeBuilder::NodeBuilder(std::string_view tag) : data_(std::make_shared<NodeData>()) {
  if (!tag.empty() && !is_tag_name(tag)) {
    refuse("\"" + std::string(tag) + "\" cannot be the name of an element: use letters, digits and - _ . : only.");
  }
  data_->tag = tag;
  is_void_ = content_of(tag, false) == Content::none;
}

void NodeBuilder::attribute(Attribute attribute) {
  const bool is_key = attribute.target() == AttributeTarget::attribute && same_name(attribute.name(), "key");
  if (!is_key) {
    data_->attributes.push_back(std::move(attribute));
  } else if (const auto* text = std::get_if<std::string>(&attribute.value())) {
    key(*text);
  } else if (std::holds_alternative<std::monostate>(attribute.value())) {
    key({});
  } else {
    refuse("A key says which element this is, and stays: it is text or a number.");
  }
}
void NodeBuilder::key(std::string key) {
  if (data_->more || !key.empty()) more().key = std::move(key);
}
void NodeBuilder::of_value() { data_->is_of_value = true; }
void NodeBuilder::handler(EventHandler handler) { more().handlers.push_back(std::move(handler)); }
void NodeBuilder::script(EventScript script) { more().scripts.push_back(std::move(script)); }
void NodeBuilder::run(Js script) {
  if (!script.is_empty()) child(std::make_shared<const Js>(std::move(script)));
}

NodeMore& NodeBuilder::more() {
  if (!data_->more) data_->more = std::make_unique<NodeMore>();
  return *data_->more;
}

template <class T>
void NodeBuilder::child(T&& content) {
  if (is_void_) {
    refuse("<" + data_->tag + "> has no content: put the child beside it.");
  }
  data_->children.emplace_back(std::forward<T>(content));
}

void NodeBuilder::text(std::string_view text) { child(std::string(text)); }
void NodeBuilder::comment(std::string_view text) { child(Comment{std::string(text)}); }
void NodeBuilder::node(Node node) { child(std::move(node)); }
void NodeBuilder::markup(UnsafeHtml markup) { child(std::move(markup)); }
void NodeBuilder::styles(Styles styles) {
  if (styles.has_declarations()) {
    refuse(
        "A Styles among the children gives rules to the whole page, and some of these name no element: "
        "write \"style\"_a = styles, or styles.rule(\"selector\", ...).");
  }
  child(std::move(styles));
}
void NodeBuilder::live(std::shared_ptr<const Live> live) { child(std::move(live)); }
void NodeBuilder::region(std::shared_ptr<const Region> region) { child(std::move(region)); }
void NodeBuilder::component(std::shared_ptr<const Component> component) { child(std::move(component)); }

std::string_view custom_element_name(std::string_view name) {
  bool valid = is_tag_name(name) && name.find('-') != std::string_view::npos;
  for (char c : name) valid = valid && c == lower(c);
  if (!valid) {
    refuse("\"" + std::string(name) +
           "\" cannot be the name of a custom element: it begins with a small letter, has a hyphen and no capitals "
           "(\"my-widget\").");
  }
  return name;
}

}  // namespace detail

Node dom::keyed(std::string key, Node node) {
  detail::NodeBuilder fragment;
  fragment.key(std::move(key));
  fragment.node(std::move(node));
  return std::move(fragment).finish();
}

Node dom::comment(std::string_view text) {
  detail::NodeBuilder fragment;
  fragment.comment(text);
  return std::move(fragment).finish();
}

}  // namespace bonito
