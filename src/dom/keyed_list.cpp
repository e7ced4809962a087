// The list of before and the list of now are walked side by side: items that kept their places are seen at once, and
// only the others are looked up by key.
#include "bonito/dom/keyed_list.hpp"

#include <unordered_map>

#include "dom/node_data.hpp"

namespace bonito::detail {
namespace {

// One item as it is shown.
struct Kept {
  const void* item;  // of the list that was shown last
  Node node;
  std::size_t place = 0;
  std::uint64_t walk = 0;  // the last one that met it
};
using ByKey = std::unordered_map<std::string, Kept>;

class KeyedNodes final : public Compute {
 public:
  explicit KeyedNodes(std::unique_ptr<ListView> view) : view_(std::move(view)) {}

  Frozen compute(std::span<const Frozen> inputs, const Frozen& current) override;

 private:
  std::unique_ptr<ListView> view_;
  Frozen list_;  // the last one that could be shown
  ByKey by_key_;
  std::vector<ByKey::value_type*> order_;
  std::uint64_t walk_ = 0;
};

[[noreturn]] void refuse(std::string sentence) { throw Failure({Errc::usage, std::move(sentence)}); }

// Nothing that was is changed until all of the new list is known to be right, apart from `place` and `walk`, which are
// hints and marks.
Frozen KeyedNodes::compute(std::span<const Frozen> inputs, const Frozen&) {
  const Frozen& list = inputs[0];
  const std::size_t size = view_->size(list);
  ++walk_;
  ByKey added;
  std::vector<ByKey::value_type*> order;
  std::vector<std::pair<Kept*, Node>> made;
  order.reserve(size);
  auto all = std::make_shared<NodeData>();
  all->children.reserve(size);

  std::size_t next = 0;  // in order_: where the item is, if it kept its place
  for (std::size_t i = 0; i < size; ++i) {
    const void* item = view_->item(list, i);
    auto* entry = next < order_.size() ? order_[next] : nullptr;
    if (!entry || !view_->is_same(entry->second.item, item)) {
      std::string key = view_->key(item);
      if (key.empty()) refuse("The item at " + std::to_string(i) + " of a KeyedList has an empty key.");
      if (!entry || entry->first != key) {
        const auto found = by_key_.find(key);
        entry = found != by_key_.end() ? &*found : &*added.try_emplace(std::move(key), Kept{nullptr, {}}).first;
      }
    }
    Kept& kept = entry->second;
    if (kept.walk == walk_) {
      refuse("The items at " + std::to_string(kept.place) + " and " + std::to_string(i) +
             " of a KeyedList have the same key, \"" + entry->first + "\": a key is that of one item only.");
    }
    if (kept.item) next = kept.place + 1;
    kept.place = i;
    kept.walk = walk_;
    order.push_back(entry);
    if (kept.item && (view_->is_same(kept.item, item) || view_->is_equal(kept.item, item))) {
      all->children.emplace_back(kept.node);
    } else {
      Node node = dom::keyed(entry->first, view_->node(list, i));
      all->children.emplace_back(node);
      made.emplace_back(&kept, std::move(node));
    }
  }
  // From here on nothing fails, but for want of memory.
  for (auto& [kept, node] : made) kept->node = std::move(node);
  for (std::size_t i = 0; i < size; ++i) order[i]->second.item = view_->item(list, i);
  for (const auto* entry : order_) {
    if (entry->second.walk != walk_) by_key_.erase(by_key_.find(entry->first));
  }
  by_key_.merge(added);
  order_ = std::move(order);
  list_ = list;
  return std::make_shared<Node>(std::move(all));
}

}  // namespace

Observable<Node> keyed_nodes(const SourcePtr& list, std::unique_ptr<ListView> view) {
  return Access::handle<Node>(
      make_derived({&list, 1}, Hold::strongly, std::make_unique<KeyedNodes>(std::move(view)), typeid(Node)));
}

}  // namespace bonito::detail
