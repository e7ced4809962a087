// A pattern becomes a tree, the tree the steps of a machine, and that is in all the steps at once that a text may have
// led it to (K. Thompson, 1968).
#include "session/text_pattern.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "bonito/base/error.hpp"
#include "session/characters.hpp"

namespace bonito::detail {
namespace {

using Set = TextPattern::Set;
using Step = TextPattern::Step;

constexpr std::size_t most_steps = 2'000;
constexpr int most_deep = 100;
constexpr std::size_t most_bytes = 2'000;
constexpr std::size_t no_end = 100'000;  // no count is as high
constexpr std::string_view syntax = "^$\\.*+?()[]{}|/";
constexpr std::string_view in_class_only = "-&!#%,:;<=>@`~";

struct Tree {
  enum class Kind { nothing, character, both, either, count } kind = Kind::nothing;
  Set set = {};
  std::unique_ptr<Tree> left = nullptr, right = nullptr;
  std::size_t least = 0, most = 0;
};
using TreePtr = std::unique_ptr<Tree>;

const Set digits{{{'0', '9'}}};
const Set letters{{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}};
const Set spaces{{{'\t', '\r'},
                  {' ', ' '},
                  {0xA0, 0xA0},
                  {0x1680, 0x1680},
                  {0x2000, 0x200A},
                  {0x2028, 0x2029},
                  {0x202F, 0x202F},
                  {0x205F, 0x205F},
                  {0x3000, 0x3000},
                  {0xFEFF, 0xFEFF}}};
const Set not_line_ends{{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}, true};

Set complement(const Set& set) {
  Set others;
  char32_t next = 0;
  for (const auto& [first, last] : set.ranges) {
    if (first > next) others.ranges.emplace_back(next, first - 1);
    next = last + 1;
  }
  others.ranges.emplace_back(next, 0x10FFFF);
  return others;
}

class Parser {
 public:
  explicit Parser(std::string_view pattern) : pattern_(pattern), rest_(pattern) {}

  TreePtr all() {
    if (rest_.size() > most_bytes) refuse("it is longer than 2,000 bytes");
    auto tree = alternatives(0);
    if (!rest_.empty()) refuse("there is a ) without a (");
    return tree;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw Failure({Errc::usage, "The pattern \"" + std::string(pattern_) + "\" is none: " + why +
                                    ". A pattern is what browsers and C++ have in common: characters, classes, groups, "
                                    "alternatives and counts."});
  }
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }

  TreePtr alternatives(int depth) {
    if (depth > most_deep) refuse("its groups are more than 100 deep");
    auto tree = sequence(depth);
    while (take("|")) {
      tree = std::make_unique<Tree>(Tree{Tree::Kind::either, {}, std::move(tree), sequence(depth)});
    }
    return tree;
  }

  TreePtr sequence(int depth) {
    auto tree = std::make_unique<Tree>();
    while (!rest_.empty() && !at('|') && !at(')')) {
      tree = std::make_unique<Tree>(Tree{Tree::Kind::both, {}, std::move(tree), counted(atom(depth))});
    }
    return tree;
  }

  TreePtr atom(int depth) {
    if (take("(")) {
      if (at('?') && !take("?:")) refuse("of groups that begin with (? there is only (?:");
      auto tree = alternatives(depth + 1);
      if (!take(")")) refuse("a ( is not closed");
      return tree;
    }
    if (take("[")) return of(char_class());
    if (take(".")) return of(not_line_ends);
    if (take("\\")) return of(escaped(false));
    if (at('^') || at('$'))
      refuse("it means the whole text already, so ^ and $ stand only for themselves, as \\^ and \\$");
    if (syntax.substr(0, syntax.size() - 1).find(rest_.front()) != std::string_view::npos) {
      refuse(std::string("a ") + rest_.front() + " that stands for itself is written with a \\");
    }
    const char32_t character = take_character(rest_);
    return of({{{character, character}}});
  }

  static TreePtr of(Set set) { return std::make_unique<Tree>(Tree{Tree::Kind::character, std::move(set)}); }

  // What stands after the backslash.
  Set escaped(bool in_class) {
    if (rest_.empty()) refuse("it ends with a \\");
    const char c = rest_.front();
    rest_.remove_prefix(1);
    switch (c) {
      case 'd': return digits;
      case 'D': return complement(digits);
      case 'w': return letters;
      case 'W': return complement(letters);
      case 's': return spaces;
      case 'S': return complement(spaces);
      case 't': return {{{'\t', '\t'}}};
      case 'n': return {{{'\n', '\n'}}};
      case 'r': return {{{'\r', '\r'}}};
      default: break;
    }
    const bool is_known =
        syntax.find(c) != std::string_view::npos || (in_class && in_class_only.find(c) != std::string_view::npos);
    if (!is_known) refuse(std::string("\\") + c + " is not one of \\d \\w \\s, or a sign of patterns");
    return {{{static_cast<char32_t>(c), static_cast<char32_t>(c)}}};
  }

  Set char_class() {
    Set set;
    set.is_negated = take("^");
    while (!take("]")) {
      const Set first = class_part();
      if (at('-')) {
        rest_.remove_prefix(1);
        const Set last = class_part();
        const char32_t from = first.ranges.front().first, to = last.ranges.front().second;
        const bool are_single = first.ranges.size() == 1 && from == first.ranges.front().second &&
                                last.ranges.size() == 1 && to == last.ranges.front().first;
        if (!are_single || from > to)
          refuse("a range in a class goes from one character to a later one; else write \\-");
        set.ranges.emplace_back(from, to);
      } else {
        set.ranges.insert(set.ranges.end(), first.ranges.begin(), first.ranges.end());
      }
    }
    return set;
  }

  Set class_part() {
    if (rest_.empty()) refuse("a [ is not closed");
    if (take("\\")) return escaped(true);
    const char c = rest_.front();
    if (std::string_view("()[]{}/-|").find(c) != std::string_view::npos) {
      refuse(std::string("in a class, ") + c + " is written with a \\");
    }
    if (rest_.size() > 1 && rest_[1] == c &&
        std::string_view("&!#$%*+,.:;<=>?@^`~").find(c) != std::string_view::npos) {
      refuse(std::string("in a class, ") + c + " stands once");
    }
    const char32_t character = take_character(rest_);
    return {{{character, character}}};
  }

  TreePtr counted(TreePtr tree) {
    std::size_t least = 0, most = no_end;
    if (take("+")) {
      least = 1;
    } else if (take("?")) {
      most = 1;
    } else if (take("{")) {
      least = most = number();
      if (take(",")) most = at('}') ? no_end : number();
      if (!take("}") || most < least) refuse("a count is {2}, {2,} or {2,3}");
    } else if (!take("*")) {
      return tree;
    }
    take("?");  // the shortest first, which is all the same to the whole text
    return std::make_unique<Tree>(Tree{Tree::Kind::count, {}, std::move(tree), nullptr, least, most});
  }

  std::size_t number() {
    std::size_t number = 0;
    bool is_any = false;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      number = std::min(10 * number + static_cast<std::size_t>(rest_.front() - '0'), no_end - 1);
      is_any = true;
    }
    if (!is_any) refuse("a count is {2}, {2,} or {2,3}");
    return number;
  }

  std::string_view pattern_, rest_;
};

class Maker {
 public:
  Maker(std::vector<Set>& sets, std::vector<Step>& steps) : sets_(sets), steps_(steps) {}

  void add(const Tree& tree) {
    switch (tree.kind) {
      case Tree::Kind::nothing: return;
      case Tree::Kind::character:
        sets_.push_back(tree.set);
        step(Step::Kind::character, sets_.size() - 1);
        return;
      case Tree::Kind::both: add_sequence(tree); return;
      case Tree::Kind::either: {
        const auto fork = step(Step::Kind::fork);
        steps_[fork].first = steps_.size();
        add(*tree.left);
        const auto out = step(Step::Kind::jump);
        steps_[fork].second = steps_.size();
        add(*tree.right);
        steps_[out].first = steps_.size();
        return;
      }
      case Tree::Kind::count: return add_count(tree);
    }
  }
  std::size_t step(Step::Kind kind, std::size_t first = 0) {
    if (steps_.size() >= most_steps) {
      throw Failure({Errc::usage, "A pattern is too long, with its counts written out: at most 2,000 steps."});
    }
    steps_.push_back({kind, first});
    return steps_.size() - 1;
  }

 private:
  // A long sequence is deep on its left.
  void add_sequence(const Tree& tree) {
    std::vector<const Tree*> parts;
    const Tree* rest = &tree;
    for (; rest->kind == Tree::Kind::both; rest = rest->left.get()) parts.push_back(rest->right.get());
    add(*rest);
    std::for_each(parts.rbegin(), parts.rend(), [&](const Tree* part) { add(*part); });
  }

  void add_count(const Tree& tree) {
    const auto before = steps_.size();
    for (std::size_t i = 0; i < tree.least; ++i) {
      add(*tree.left);
      if (steps_.size() == before) return;  // of nothing, any number is nothing
    }
    if (tree.most == no_end) {
      const auto fork = step(Step::Kind::fork);
      steps_[fork].first = steps_.size();
      add(*tree.left);
      step(Step::Kind::jump, fork);
      steps_[fork].second = steps_.size();
      return;
    }
    std::vector<std::size_t> forks;
    for (std::size_t i = tree.least; i < tree.most; ++i) {
      forks.push_back(step(Step::Kind::fork));
      steps_[forks.back()].first = steps_.size();
      add(*tree.left);
    }
    for (const auto fork : forks) steps_[fork].second = steps_.size();
  }

  std::vector<Set>& sets_;
  std::vector<Step>& steps_;
};

}  // namespace

bool TextPattern::Set::has(char32_t character) const noexcept {
  const bool is_in = std::ranges::any_of(
      ranges, [=](const auto& range) { return range.first <= character && character <= range.second; });
  return is_in != is_negated;
}

TextPattern::TextPattern(std::string_view pattern) {
  Maker maker(sets_, steps_);
  maker.add(*Parser(pattern).all());
  maker.step(Step::Kind::end);
}

bool TextPattern::matches(std::string_view text) const {
  std::vector<std::size_t> now, next, ways;
  std::vector<std::size_t> seen(steps_.size(), 0);  // by how many characters a step was last reached
  std::size_t characters = 1;
  // And all steps that follow it without a character.
  const auto reach = [&](std::size_t step, std::vector<std::size_t>& reached) {
    ways.push_back(step);
    while (!ways.empty()) {
      const std::size_t at = ways.back();
      ways.pop_back();
      if (std::exchange(seen[at], characters) == characters) continue;
      const Step& here = steps_[at];
      if (here.kind == Step::Kind::fork) ways.push_back(here.second);
      if (here.kind == Step::Kind::fork || here.kind == Step::Kind::jump) {
        ways.push_back(here.first);
      } else {
        reached.push_back(at);
      }
    }
  };
  reach(0, now);
  while (!text.empty() && !now.empty()) {
    const char32_t character = take_character(text);
    ++characters;
    next.clear();
    for (const std::size_t at : now) {
      const Step& here = steps_[at];
      if (here.kind == Step::Kind::character && sets_[here.first].has(character)) reach(at + 1, next);
    }
    now.swap(next);
  }
  return std::ranges::any_of(now, [&](std::size_t at) { return steps_[at].kind == Step::Kind::end; });
}

}  // namespace bonito::detail
