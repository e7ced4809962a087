#include "reactive/listener_list.hpp"

#include <algorithm>

#include "reactive/listener.hpp"

namespace bonito::detail {

std::vector<ListenerList::Item>& ListenerList::editable() {
  if (!shared_) {
    shared_ = new Shared;
  } else if (shared_->holders.load(std::memory_order_acquire) > 1) {
    auto copy = std::make_unique<Shared>();
    copy->items = shared_->items;
    ListenerList previous;
    previous.shared_ = std::exchange(shared_, copy.release());
  }
  return shared_->items;
}

namespace {
auto place(std::span<const ListenerList::Item> items, const ListenerState& listener) {
  return std::lower_bound(items.begin(), items.end(), listener,
                          [](const ListenerList::Item& a, const ListenerState& b) { return a->before(b); });
}
}  // namespace

void ListenerList::insert(Item listener) {
  auto& items = editable();
  const auto offset = place(items, *listener) - std::span<const Item>(items).begin();
  items.insert(items.begin() + offset, std::move(listener));
}

ListenerList::Item ListenerList::remove(const ListenerState& listener) {
  const auto found = place(items(), listener);
  if (found == items().end() || found->get() != &listener) return nullptr;
  const auto offset = found - items().begin();
  auto& mine = editable();
  Item removed = std::move(mine[static_cast<std::size_t>(offset)]);
  mine.erase(mine.begin() + offset);
  return removed;
}

}  // namespace bonito::detail
