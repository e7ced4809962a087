// A property: whatever graph of map, combine and distinct, and whatever sets and batches, every node has
// the value that a plain recomputation gives, is computed at most once per change, and its listeners
// hear each change of it once, with the values of one moment.
#include <gtest/gtest.h>

#include <random>

#include "reactive/test_support.hpp"

namespace bonito {
namespace {

struct Node {
  Observable<int> value{0};
  std::vector<std::size_t> inputs;  // none: a source
  int kind = 0;
  int computed = 0;  // since the last change
  int heard = 0;
  int last_heard = 0;
  Subscription listening;
};

int plain(int kind, int a, int b) {
  switch (kind) {
    case 0: return (a + b) % 7;  // small ranges, so that distinct() has something to skip
    case 1: return (3 * a - b) % 11;
    default: return a > b ? a - b : 0;
  }
}

class Graph {
 public:
  explicit Graph(std::mt19937& random) : random_(random) {
    const auto sources = pick(1, 4);
    for (std::size_t i = 0; i < sources; ++i) nodes_.push_back(std::make_unique<Node>());
    const auto derived = pick(1, 25);
    for (std::size_t i = 0; i < derived; ++i) add_derived();
    for (auto& node : nodes_) {
      node->listening = node->value.on([this, n = node.get()](int heard) {
        ++n->heard;
        n->last_heard = heard;
        check_values();  // all of the graph is up to date before anybody hears
      });
    }
    sources_ = sources;
  }

  void change() {
    for (auto& node : nodes_) node->computed = node->heard = 0;
    const auto before = values();
    std::vector<bool> set(nodes_.size());
    const auto set_one = [&] {
      const auto i = pick(0, sources_ - 1);
      set[i] = true;
      nodes_[i]->value.set(static_cast<int>(pick(0, 9)));
    };
    reads_within_ = false;
    if (pick(0, 1) == 0) {
      set_one();
    } else {
      batch([&] {
        for (auto n = pick(1, 5); n > 0; --n) {
          set_one();
          if (pick(0, 3) > 0) continue;
          reads_within_ = true;
          check_values();
        }
      });
    }
    check_values();
    check_calls(before, set);
  }

 private:
  std::size_t pick(std::size_t from, std::size_t to) {
    return std::uniform_int_distribution<std::size_t>(from, to)(random_);
  }

  void add_derived() {
    auto node = std::make_unique<Node>();
    Node* n = node.get();
    n->inputs.push_back(pick(0, nodes_.size() - 1));
    const auto& first = nodes_[n->inputs[0]]->value;
    n->kind = static_cast<int>(pick(0, 3));
    if (n->kind == 3) {
      n->value = first.distinct();
    } else if (pick(0, 2) == 0) {
      n->value = first.map([n](int a) {
        ++n->computed;
        return plain(n->kind, a, 1);
      });
    } else {
      n->inputs.push_back(pick(0, nodes_.size() - 1));
      n->value = combine(first, nodes_[n->inputs[1]]->value).map([n](int a, int b) {
        ++n->computed;
        return plain(n->kind, a, b);
      });
    }
    nodes_.push_back(std::move(node));
  }

  std::vector<int> values() const {
    std::vector<int> all;
    for (const auto& node : nodes_) all.push_back(node->value.get());
    return all;
  }

  void check_values() const {
    std::vector<int> expected;
    for (const auto& node : nodes_) {
      if (node->inputs.empty()) {
        expected.push_back(node->value.get());
      } else if (node->kind == 3) {
        expected.push_back(expected[node->inputs[0]]);
      } else {
        expected.push_back(
            plain(node->kind, expected[node->inputs[0]], node->inputs.size() == 2 ? expected[node->inputs[1]] : 1));
      }
    }
    // Backwards, so that the lowest are pulled by what derives from them.
    for (auto i = nodes_.size(); i-- > 0;) ASSERT_EQ(nodes_[i]->value.get(), expected[i]) << "node " << i;
  }

  void check_calls(const std::vector<int>& before, std::vector<bool> told) const {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = *nodes_[i];
      const int now = node.value.get();
      for (const auto input : node.inputs) told[i] = told[i] || told[input];
      if (node.kind == 3 && !reads_within_) told[i] = before[i] != now;
      if (!reads_within_) {
        EXPECT_EQ(node.heard, told[i]) << "node " << i;
        EXPECT_LE(node.computed, 1) << "node " << i;
      }
      EXPECT_LE(node.heard, 1) << "node " << i;
      EXPECT_TRUE(node.heard == 0 || node.last_heard == now) << "node " << i;
      EXPECT_TRUE(node.heard == 1 || now == before[i]) << "node " << i;
    }
  }

  std::mt19937& random_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::size_t sources_ = 0;
  bool reads_within_ = false;  // a reader inside a batch makes nodes compute in between
};

TEST(RandomGraph, AgreesWithAPlainRecomputation) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    Graph graph(random);
    for (int i = 0; i < 20; ++i) graph.change();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace bonito
