// The listeners of one observable in the order of their round. A copy is a frozen view of the same list:
// the owner changes it in place while nobody holds a view, and otherwise changes a copy of it.
//
// Thread: insert(), remove() and copying the owner's list happen under its observable's lock; a view may
// be read and dropped anywhere.
#pragma once
#include <atomic>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace bonito::detail {

class ListenerState;

class ListenerList {
 public:
  using Item = std::shared_ptr<ListenerState>;

  ListenerList() noexcept = default;
  ListenerList(const ListenerList& other) noexcept : shared_(other.shared_) {
    if (shared_) shared_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  ListenerList(ListenerList&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
  ListenerList& operator=(ListenerList other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~ListenerList() {
    if (shared_ && shared_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared_;
  }

  bool empty() const noexcept { return !shared_ || shared_->items.empty(); }
  std::span<const Item> items() const noexcept {
    return shared_ ? std::span<const Item>(shared_->items) : std::span<const Item>();
  }

  void insert(Item listener);
  Item remove(const ListenerState& listener);  // null if it is not there

 private:
  struct Shared {
    std::vector<Item> items;
    std::atomic<int> holders{1};
  };
  std::vector<Item>& editable();

  Shared* shared_ = nullptr;
};

}  // namespace bonito::detail
