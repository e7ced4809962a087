// For tests: a browser's document in memory. It reads our own markup and applies patches as the client does.
//
//   TestDom dom(html);
//   dom.patch(slot, steps);   // what follows a patch message's slot
//   dom.text();               // markup in a normal form: without slots, attributes in order
#pragma once
#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "dom/element_rules.hpp"

namespace bonito::testing {

class TestDom {
 public:
  struct Item;
  using Items = std::vector<std::shared_ptr<Item>>;
  struct Item {
    enum class Kind { element, text, comment } kind;
    std::string name_or_text;
    std::vector<std::pair<std::string, std::string>> attributes = {};
    Items children = {};

    const std::string* attribute(std::string_view name) const {
      const auto found =
          std::ranges::find(attributes, name, [](const auto& each) { return std::string_view(each.first); });
      return found == attributes.end() ? nullptr : &found->second;
    }
  };

  explicit TestDom(std::string_view html) { root_.children = parse(html); }

  Items& items() noexcept { return root_.children; }
  std::string text() const { return text_of(root_.children); }
  static std::string text_of(std::string_view html) { return TestDom(html).text(); }
  // The markup of what a region shows, slots and all.
  std::string content_of(std::uint32_t slot) {
    const auto [parent, start] = place(slot);
    std::string html;
    for (std::size_t i = start + 1; i + 1 < end_of(parent->children, start); ++i) html += html_of(*parent->children[i]);
    return html;
  }
  int moves() const noexcept { return moves_; }  // by all patches

  // The first element with this attribute.
  std::shared_ptr<Item> find(std::string_view name, std::string_view value) const {
    return find(root_.children, name, value);
  }

  void replace(std::uint32_t slot, std::string_view html) {
    const auto [parent, start] = place(slot);
    const auto end = end_of(parent->children, start);
    auto& items = parent->children;
    items.erase(at(items, start + 1), at(items, end - 1));
    const Items content = parse(html);
    items.insert(at(items, start + 1), content.begin(), content.end());
  }

  void patch(std::uint32_t slot, Decoder& in) {
    const auto [parent, start] = place(slot);
    std::vector<Level> levels{{parent, start + 1, start + 1, {}, {}}};
    while (!levels.empty()) {
      const auto step = next_number(in);
      const auto number = static_cast<std::size_t>(step / 8);
      Level& level = levels.back();
      switch (static_cast<PatchStep>(step % 8)) {
        case PatchStep::leave: {
          skip(level, number);
          pass_nothing(level);
          const bool is_last = levels.size() == 1;
          const auto& items = level.parent->children;
          const bool at_end =
              is_last ? level.at < items.size() && items[level.at]->name_or_text == "/r" : level.at == items.size();
          require(at_end, "leave: other units follow");
          levels.pop_back();
          if (!levels.empty()) ++levels.back().at;
          break;
        }
        case PatchStep::skip: skip(level, number); break;
        case PatchStep::enter: {
          skip(level, number);
          Item* element = unit(level).get();
          require(element->kind == Item::Kind::element, "enter: no element");
          levels.push_back({element, 0, 0, {}, {}});
          break;
        }
        case PatchStep::remove:
          for (std::size_t i = 0; i < number; ++i) {
            unit(level);
            auto& items = level.parent->children;
            items.erase(at(items, level.at), at(items, end_of(items, level.at)));
          }
          break;
        case PatchStep::hold:
          for (std::size_t i = 0; i < number; ++i) {
            level.held.push_back(unit(level));
            level.waiting.push_back(level.held.back().get());
            level.at = end_of(level.parent->children, level.at);
          }
          break;
        case PatchStep::put: put(level, number); break;
        case PatchStep::change: change(level, static_cast<PatchChange>(number), in); break;
        default: require(false, "no step");
      }
    }
  }

 private:
  struct Level {
    Item* parent;
    std::size_t first, at;
    Items held;                        // the first item of each unit
    std::vector<const Item*> waiting;  // those that are not put yet; after the rewind they are passed over
    bool rewound = false;
  };

  static void require(bool is_so, const char* what) {
    if (!is_so) throw std::logic_error(what);
  }
  static std::int64_t next_number(Decoder& in) {
    const auto value = in.next();
    require(value && value->integer(), "no number");
    return *value->integer();
  }
  static std::string next_text(Decoder& in) { return *in.next().value().text(); }
  static Items::iterator at(Items& items, std::size_t index) {
    return items.begin() + static_cast<std::ptrdiff_t>(index);
  }

  static bool is_comment(const Item& item, std::string_view start) {
    return item.kind == Item::Kind::comment && item.name_or_text.starts_with(start);
  }

  // One past the unit that begins at `start`.
  static std::size_t end_of(const Items& items, std::size_t start) {
    const Item& first = *items.at(start);
    if (is_comment(first, "b:")) {
      const bool has_text = start + 1 < items.size() && items[start + 1]->kind == Item::Kind::text;
      return start + (has_text ? 2 : 1);
    }
    if (is_comment(first, "r:")) {
      std::size_t depth = 0;
      for (std::size_t i = start;; ++i) {
        require(i < items.size(), "a region without an end");
        if (is_comment(*items[i], "r:")) ++depth;
        if (is_comment(*items[i], "/r") && --depth == 0) return i + 1;
      }
    }
    if (first.kind == Item::Kind::comment && first.name_or_text == "m") {
      std::size_t i = start;
      while (!is_comment(*items.at(i), "/m")) ++i;
      return i + 1;
    }
    return start + 1;
  }

  static bool is_nothing(const Item& item) {
    return item.kind == Item::Kind::comment && (item.name_or_text.empty() || item.name_or_text.starts_with("n:"));
  }
  // Past what is no unit, and what is held.
  static void pass_nothing(Level& level) {
    const auto& items = level.parent->children;
    while (level.at < items.size()) {
      const bool is_held = level.rewound && std::ranges::count(level.waiting, items[level.at].get()) > 0;
      if (!is_held && !is_nothing(*items[level.at])) return;
      level.at = is_held ? end_of(items, level.at) : level.at + 1;
    }
  }
  static std::shared_ptr<Item> unit(Level& level) {
    pass_nothing(level);
    const auto& items = level.parent->children;
    require(level.at < items.size() && !is_comment(*items[level.at], "/r"), "there is no unit");
    return items[level.at];
  }
  static void skip(Level& level, std::size_t units) {
    for (; units > 0; --units) {
      unit(level);
      level.at = end_of(level.parent->children, level.at);
    }
  }

  void put(Level& level, std::size_t number) {
    pass_nothing(level);
    auto& items = level.parent->children;
    const auto unit = level.held.at(number);
    require(std::erase(level.waiting, unit.get()) == 1, "put: twice");
    const auto from = static_cast<std::size_t>(std::ranges::find(items, unit) - items.begin());
    const auto end = end_of(items, from);
    const Items moved(at(items, from), at(items, end));
    items.erase(at(items, from), at(items, end));
    if (from < level.at) level.at -= moved.size();
    items.insert(at(items, level.at), moved.begin(), moved.end());
    ++moves_;
  }

  static void change(Level& level, PatchChange what, Decoder& in) {
    auto& items = level.parent->children;
    switch (what) {
      case PatchChange::insert: {
        const Items content = parse(next_text(in));
        items.insert(at(items, level.at), content.begin(), content.end());
        level.at += content.size();
        return;
      }
      case PatchChange::text: {
        const auto text = unit(level);
        require(text->kind == Item::Kind::text, "text: there is none");
        text->name_or_text = next_text(in);
        return;
      }
      case PatchChange::attribute: {
        const auto element = unit(level);
        require(element->kind == Item::Kind::element, "attribute: no element");
        const std::string name = next_text(in);
        const Value value = in.next().value();
        std::erase_if(element->attributes, [&](const auto& each) { return each.first == name; });
        if (value.text()) element->attributes.emplace_back(name, *value.text());
        return;
      }
      case PatchChange::rewind:
        level.at = level.first;
        level.rewound = true;
        return;
      case PatchChange::end: return;
    }
  }

  std::pair<Item*, std::size_t> place(std::uint32_t slot) { return place(root_, "r:" + std::to_string(slot)); }
  static std::pair<Item*, std::size_t> place(Item& parent, const std::string& mark) {
    for (std::size_t i = 0; i < parent.children.size(); ++i) {
      Item& item = *parent.children[i];
      if (item.kind == Item::Kind::comment && item.name_or_text == mark) return {&parent, i};
      if (const auto found = place(item, mark); found.first) return found;
    }
    if (parent.name_or_text.empty()) return {nullptr, 0};
    return {nullptr, 0};
  }

  static std::shared_ptr<Item> find(const Items& items, std::string_view name, std::string_view value) {
    for (const auto& item : items) {
      const std::string* has = item->attribute(name);
      if (has && *has == value) return item;
      if (auto inside = find(item->children, name, value)) return inside;
    }
    return nullptr;
  }

  static std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '&') {
        plain += text[i];
        continue;
      }
      const auto end = text.find(';', i);
      const auto name = text.substr(i + 1, end - i - 1);
      plain += name == "lt" ? '<' : name == "gt" ? '>' : name == "quot" ? '"' : name == "#39" ? '\'' : '&';
      i = end;
    }
    return plain;
  }

  static std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : text) {
      html += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
    }
    return html;
  }

  static std::string html_of(const Item& item) {
    const std::string& name = item.name_or_text;
    if (item.kind == Item::Kind::text) return escaped(name);
    if (item.kind == Item::Kind::comment) return "<!--" + name + "-->";
    std::string html = '<' + name;
    for (const auto& [each, value] : item.attributes) html += ' ' + each + "=\"" + escaped(value) + '"';
    html += '>';
    for (const auto& child : item.children) html += html_of(*child);
    const bool ends = detail::content_of(name, false) != detail::Content::none;
    return ends ? html + "</" + name + '>' : html;
  }

  static Items parse(std::string_view html) {
    Item root{Item::Kind::element, ""};
    std::vector<Item*> open{&root};
    while (!html.empty()) {
      if (html.starts_with("<!--")) {
        const auto end = html.find("-->");
        open.back()->children.push_back(
            std::make_shared<Item>(Item{Item::Kind::comment, std::string(html.substr(4, end - 4))}));
        html.remove_prefix(end + 3);
      } else if (html.starts_with("</")) {
        open.pop_back();
        html.remove_prefix(html.find('>') + 1);
      } else if (html.front() == '<') {
        const auto element = parse_start(html);
        open.back()->children.push_back(element);
        if (detail::content_of(element->name_or_text, false) != detail::Content::none) open.push_back(element.get());
      } else {
        const auto end = std::min(html.find('<'), html.size());
        open.back()->children.push_back(std::make_shared<Item>(Item{Item::Kind::text, unescaped(html.substr(0, end))}));
        html.remove_prefix(end);
      }
    }
    return std::move(root.children);
  }

  static std::shared_ptr<Item> parse_start(std::string_view& html) {
    html.remove_prefix(1);
    const auto end = html.find_first_of(" >");
    auto element = std::make_shared<Item>(Item{Item::Kind::element, std::string(html.substr(0, end))});
    html.remove_prefix(end);
    while (html.front() == ' ') {
      html.remove_prefix(1);
      const auto name_end = html.find_first_of("= >");
      std::string name(html.substr(0, name_end)), value;
      html.remove_prefix(name_end);
      if (html.starts_with("=\"")) {
        const auto value_end = html.find('"', 2);
        value = unescaped(html.substr(2, value_end - 2));
        html.remove_prefix(value_end + 1);
      }
      element->attributes.emplace_back(std::move(name), std::move(value));
    }
    html.remove_prefix(1);
    return element;
  }

  // "e12,click" is "e,click": slots are numbered differently each time. And whether scripts may ask for an element
  // depends on who has held its node.
  static std::string without_slots(std::string_view tokens) {
    std::string kinds;
    while (!tokens.empty()) {
      const auto token = tokens.substr(0, tokens.find(' '));
      tokens.remove_prefix(std::min(tokens.size(), token.size() + 1));
      if (token.front() == 'n') continue;
      kinds += ' ';
      kinds += token.front();
      kinds += token.substr(std::min(token.size(), token.find_first_not_of("0123456789", 1)));
    }
    return kinds;
  }

  static std::string text_of(const Items& items) {
    std::string text;
    for (const auto& item : items) {
      if (is_nothing(*item)) continue;
      const std::string& name = item->name_or_text;
      if (item->kind == Item::Kind::text) {
        text += name;
      } else if (item->kind == Item::Kind::comment) {
        const bool has_slot = name.starts_with("b:") || name.starts_with("r:");
        text += "<!--" + (has_slot ? name.substr(0, 2) : name) + "-->";
      } else {
        auto attributes = item->attributes;
        std::ranges::sort(attributes);
        text += "\n<" + name;
        for (const auto& [each, value] : attributes) {
          text += each == "data-b" ? without_slots(value) : " " + each + "=\"" + value + '"';
        }
        text += ">" + text_of(item->children) + "</" + name + ">";
      }
    }
    return text;
  }

  Item root_{Item::Kind::element, ""};
  int moves_ = 0;
};

}  // namespace bonito::testing
