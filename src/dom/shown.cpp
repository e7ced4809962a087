#include "dom/shown.hpp"

#include "dom/start_tag.hpp"

namespace bonito::detail {
namespace {

class Flattening {
 public:
  explicit Flattening(std::vector<Wanted>& all) : all_(all) {}

  void add(std::span<const Child> children, Key& key, bool is_root) {
    for (const Child& child : children) {
      if (const auto* text = std::get_if<std::string>(&child)) {
        add_text(child, *text, key);
      } else if (const auto* node = std::get_if<Node>(&child)) {
        if (node->data()) add_node(child, *node->data(), key, is_root);
      } else if (const auto* markup = std::get_if<UnsafeHtml>(&child)) {
        if (!markup->markup().empty()) add_part(child, key);
      } else if (const auto* comment = std::get_if<Comment>(&child)) {
        if (!comment->text.empty()) add_part(child, key);
      } else {
        add_part(child, key);
      }
    }
  }

 private:
  void add_part(const Child& part, Key& key, bool is_root = false) {
    all_.push_back({&part, key, {}, is_root});
    ++key.index;
    after_text_ = false;
  }

  void add_text(const Child& part, const std::string& text, Key& key) {
    if (text.empty()) return;
    if (after_text_ && !key) {
      Wanted& before = all_.back();
      before.text = text_of(before) + text;
      return;
    }
    add_part(part, key);
    after_text_ = !key;
  }

  void add_node(const Child& part, const NodeData& node, Key& key, bool is_root) {
    if (node.tag.empty()) {
      if (!node.attributes.empty() || !node.handlers().empty() || !node.scripts().empty()) {
        refuse_page("A fragment is no element: it cannot have attributes or event handlers.");
      }
      if (node.key().empty()) return add(node.children, key, node.is_of_value);
      Key own{&node.key()};
      add(node.children, own, true);
      after_text_ = false;
    } else if (!key && !node.key().empty()) {
      Key own{&node.key()};
      add_part(part, own, is_root);
    } else {
      add_part(part, key, is_root);
    }
  }

  std::vector<Wanted>& all_;
  bool after_text_ = false;
};

}  // namespace

std::vector<Wanted> wanted_of(std::span<const Child> children, bool is_root) {
  std::vector<Wanted> all;
  all.reserve(children.size());
  Key none;
  Flattening(all).add(children, none, is_root);
  return all;
}

std::vector<Shown> plain_parts_of(std::span<const Child> children) {
  std::vector<Shown> all;
  for (Wanted& wanted : wanted_of(children)) {
    Shown& shown = all.emplace_back(wanted.part, wanted.key);
    if (wanted.text.empty()) continue;
    shown.more = std::make_unique<Shown::More>();
    shown.more->text = std::move(wanted.text);
  }
  return all;
}

}  // namespace bonito::detail
