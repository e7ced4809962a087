// ObservableVector: a list that tells others when it changes, and changes without copying its items.
//
//   auto todos = ObservableVector<Todo>{{1, "write"}, {2, "test"}};
//   todos.push_back({3, "ship"});
//   todos.update(0, [](Todo& todo) { todo.done = true; });
//   todos.erase_if([](const Todo& todo) { return todo.done; });
//   auto count = todos.observable().map([](const auto& items) { return items.size(); });
//
// An item is frozen and shared: a change of the list copies pointers, and update() the one item that it edits. Whoever
// follows the list sees by the pointer which items are still the same. KeyedList shows such a list.
//
// Each member that changes it is one change, and told as Observable::set() is; batch() makes several one. An index is
// that of the moment: a handler that was made for an item finds it with update_if() or erase_if().
//
// Owner: the handles; copies share one list. Thread: any. What is given to update(), update_if() and erase_if() runs
// while other changes of this list wait, as with Observable::update().
// Failure: an index that is not there throws Failure{Errc::usage}, and nothing changes.
#pragma once
#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "bonito/reactive/observable.hpp"

namespace bonito {

namespace detail {
// Each throws unless it is there: an index below `size`, or a range up to it.
void require_index(std::string_view member, std::size_t index, std::size_t size);
void require_range(std::string_view member, std::size_t first, std::size_t last, std::size_t size);
}  // namespace detail

template <class T>
class ObservableVector {
 public:
  using value_type = T;
  using Item = std::shared_ptr<const T>;
  using Items = std::vector<Item>;

  ObservableVector() : ObservableVector(std::vector<T>()) {}
  explicit ObservableVector(std::vector<T> items) : items_(freeze_all(std::move(items))) {}
  ObservableVector(std::initializer_list<T> items) : ObservableVector(std::vector<T>(items)) {}

  std::size_t size() const { return snapshot()->size(); }
  bool empty() const { return size() == 0; }
  std::vector<T> get() const {  // copies of all items
    const auto items = snapshot();
    std::vector<T> copies;
    copies.reserve(items->size());
    for (const Item& item : *items) copies.push_back(*item);
    return copies;
  }
  Item at(std::size_t index) const {  // the item, shared and frozen
    const auto items = snapshot();
    detail::require_index("at", index, items->size());
    return (*items)[index];
  }
  std::shared_ptr<const Items> snapshot() const { return items_.snapshot(); }  // the list of now
  // What on(), map() and combine() follow. Its pointers are never null.
  const Observable<Items>& observable() const noexcept { return items_; }

  void set(std::vector<T> items) const { items_.set(freeze_all(std::move(items))); }
  void clear() const { items_.set({}); }
  void push_back(T item) const {
    items_.update([&](Items& items) { items.push_back(freeze(std::move(item))); });
  }
  void insert(std::size_t index, T item) const {  // before the item at `index`, or behind the last
    items_.update([&](Items& items) {
      detail::require_range("insert", index, index, items.size());
      items.insert(at(items, index), freeze(std::move(item)));
    });
  }
  void erase(std::size_t index) const {
    items_.update([&](Items& items) {
      detail::require_index("erase", index, items.size());
      items.erase(at(items, index));
    });
  }
  void erase(std::size_t first, std::size_t last) const {  // without `last`
    items_.update([&](Items& items) {
      detail::require_range("erase", first, last, items.size());
      items.erase(at(items, first), at(items, last));
    });
  }
  std::size_t erase_if(std::predicate<const T&> auto is_gone) const {  // how many went
    std::size_t count = 0;
    items_.update([&](Items& items) {
      count = std::erase_if(items, [&](const Item& item) { return std::invoke(is_gone, *item); });
    });
    return count;
  }
  void move(std::size_t from, std::size_t to) const {  // takes the item out and puts it where its index is `to`
    items_.update([&](Items& items) {
      detail::require_index("move", from, items.size());
      detail::require_index("move", to, items.size());
      if (from < to) {
        std::rotate(at(items, from), at(items, from + 1), at(items, to + 1));
      } else {
        std::rotate(at(items, to), at(items, from), at(items, from + 1));
      }
    });
  }
  void swap(std::size_t left, std::size_t right) const {
    items_.update([&](Items& items) {
      detail::require_index("swap", left, items.size());
      detail::require_index("swap", right, items.size());
      std::swap(items[left], items[right]);
    });
  }
  void update(std::size_t index, std::invocable<T&> auto edit) const {  // edits a copy of the item, which replaces it
    items_.update([&](Items& items) {
      detail::require_index("update", index, items.size());
      replace(items[index], edit);
    });
  }
  // The same for each item that `is_meant`; how many were.
  std::size_t update_if(std::predicate<const T&> auto is_meant, std::invocable<T&> auto edit) const {
    std::size_t count = 0;
    items_.update([&](Items& items) {
      for (Item& item : items) {
        if (!std::invoke(is_meant, *item)) continue;
        replace(item, edit);
        ++count;
      }
    });
    return count;
  }

  bool same_as(const ObservableVector& other) const noexcept {  // do both handles share one list?
    return items_.same_as(other.items_);
  }
  friend bool operator==(const ObservableVector&, const ObservableVector&) = delete;  // ask get(), or same_as()

 private:
  static Item freeze(T item) { return std::make_shared<const T>(std::move(item)); }
  static Items freeze_all(std::vector<T> items) {
    Items all;
    all.reserve(items.size());
    for (auto&& item : items) all.push_back(freeze(T(std::move(item))));
    return all;
  }
  static typename Items::iterator at(Items& items, std::size_t index) {
    return items.begin() + static_cast<std::ptrdiff_t>(index);
  }
  static void replace(Item& item, auto& edit) {
    auto copy = std::make_shared<T>(*item);
    static_cast<void>(std::invoke(edit, *copy));
    item = std::move(copy);
  }

  Observable<Items> items_;
};

}  // namespace bonito
