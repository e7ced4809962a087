// For tests: random trees of all that a node may hold, and random edits of them. The same seed gives the same ones.
//
//   RandomTrees trees(seed);
//   auto spec = trees.make(4);        // so deep at most
//   Node node = trees.node(spec);
//   trees.edit(spec, 4);
//   trees.reword(spec);               // texts and attributes alone: each element is to stay
//
// HTML's parser makes of their markup what it says. An element that is to stay while its key and its parent do has a
// data-key.
#pragma once
#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/dom/svg.hpp"

namespace bonito::testing {

using namespace literals;

struct RandomBadge {
  std::string text;
  friend bool operator==(const RandomBadge&, const RandomBadge&) = default;
};
inline Node to_node(Session&, const RandomBadge& badge) { return dom::b(badge.text); }

class RandomTrees {
 public:
  explicit RandomTrees(unsigned seed) : random_(seed) {}

  struct Spec {
    int kind = 0, key = -1, number = 0;
    std::vector<Spec> children = {};
  };

  Spec make(int depth) {
    Spec spec{below(depth > 0 ? kinds : leaves), below(3) == 0 ? next_key_++ : -1, below(5), {}};
    if (spec.kind >= leaves) {
      for (int i = below(5); i > 0; --i) spec.children.push_back(make(depth - 1));
    }
    return spec;
  }

  void edit(Spec& spec, int depth) {
    for (Spec& child : spec.children) {
      if (below(3) == 0) edit(child, depth - 1);
    }
    auto& children = spec.children;
    switch (below(7)) {
      case 0: spec.number = below(5); break;
      case 1:
        if (spec.kind >= leaves)
          children.insert(children.begin() + below(static_cast<int>(children.size()) + 1), make(depth - 1));
        break;
      case 2:
        if (!children.empty()) children.erase(children.begin() + below(static_cast<int>(children.size())));
        break;
      case 3: std::ranges::shuffle(children, random_); break;
      case 4: spec.kind = spec.kind < leaves ? below(leaves) : leaves + below(kinds - leaves); break;
      default: break;
    }
  }

  void reword(Spec& spec) {
    const bool may_come_or_go = spec.kind >= 1 && spec.kind <= replaced;
    if (!may_come_or_go) spec.number = below(5);
    for (Spec& child : spec.children) reword(child);
  }

  Node node(const Spec& spec) { return node(spec, false); }
  Observable<int> number(int n) const { return numbers_.at(static_cast<std::size_t>(n)); }

 private:
  // Kinds: a text, those whose number says which elements there are, others that hold nothing, and all the others.
  static constexpr int replaced = 6, leaves = 9, kinds = 19;

  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

  // In a fragment that has a key, what stands in it is known by that.
  Node node(const Spec& spec, bool in_keyed) {
    if (spec.key < 0) return plain(spec, {}, in_keyed);
    std::vector<Attribute> name;
    if (!in_keyed) name.push_back("data-key"_a = std::to_string(spec.key) + '.' + std::to_string(spec.kind));
    return dom::keyed(std::to_string(spec.key), plain(spec, name, true));
  }

  std::vector<Node> nodes(const Spec& spec, bool in_keyed = false) {
    std::vector<Node> all;
    for (const Spec& child : spec.children) all.push_back(node(child, in_keyed));
    return all;
  }

  // A row for each child, known by its key.
  std::vector<Node> rows(const Spec& spec) {
    std::vector<Node> all;
    for (const Spec& child : spec.children) {
      all.push_back(dom::tr(dom::td("of ", child.number), dom::td(node(child))));
      if (child.key >= 0) all.back() = dom::keyed(std::to_string(child.key), all.back());
    }
    return all;
  }

  // In which nothing lives, and elements have keys themselves.
  std::vector<Node> items(const Spec& spec) {
    std::vector<Node> all;
    for (const Spec& child : spec.children) {
      const auto name = child.key < 0
                            ? std::vector<Attribute>()
                            : std::vector{"key"_a = child.key, "data-key"_a = std::to_string(child.key) + ".li"};
      all.push_back(dom::li(name, child.number));
    }
    return all;
  }

  Node plain(const Spec& spec, const std::vector<Attribute>& name, bool in_keyed) {
    const auto n = static_cast<std::size_t>(spec.number);
    switch (spec.kind) {
      case 0: return "text " + std::to_string(n);
      case 1: return n == 0 ? Node() : dom::fragment(numbers_[n]);
      case 2: return dom::fragment(UnsafeHtml("<u>" + std::to_string(n % 2) + "</u>"));
      case 3: return dom::comment(std::to_string(n % 2));
      case 4: return dom::fragment(regions_[n]);
      case 5: return dom::template_("title"_a = "t", dom::p(n));
      case replaced: return n > 2 ? shared_[n] : dom::span(name, numbers_[n]);
      case 7: return dom::fragment(RandomBadge{std::to_string(n)});
      case 8: return dom::input(name, "value"_a = n, "disabled"_a = n > 2);
      case leaves: return dom::fragment(nodes(spec, in_keyed), "&", n);
      case 10: return dom::div(name, "title"_a = n, "class"_a = Classes{{"a", n > 2}, "b"}, nodes(spec));
      case 11: return dom::article(name, "title"_a = numbers_[n], on_click([] {}), nodes(spec));
      case 12: return dom::ul(name, "style"_a = Styles{{"color", n > 2 ? "red" : "blue"}}, nodes(spec));
      case 13: return dom::span(name, numbers_[n], nodes(spec));
      case 14: return dom::element("x-box", name, "level"_a = n, nodes(spec));
      case 15: return dom::table(name, dom::tbody("title"_a = n, rows(spec)));
      case 16: return svg::svg(name, svg::g("fill"_a = n, svg::circle("r"_a = n)), svg::foreignObject(nodes(spec)));
      case 17: return dom::ol(name, items(spec));
      default: return dom::section(name, std::vector<Attribute>(n % 2, "lang"_a = "en"), "x", nodes(spec), "y");
    }
  }

  std::mt19937 random_;
  int next_key_ = 0;
  std::vector<Observable<int>> numbers_{Observable<int>{0}, Observable<int>{1}, Observable<int>{2}, Observable<int>{3},
                                        Observable<int>{4}};
  std::vector<Observable<Node>> regions_{5, Observable<Node>{dom::i("region")}};
  std::vector<Node> shared_{Node(), Node(), Node(), dom::h1("three"), dom::h2(Observable<int>{4}, "four")};
};

}  // namespace bonito::testing
