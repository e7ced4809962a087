// VirtualList: a list of any length, of which only the rows near what is visible are in the browser.
//
//   dom::main(VirtualList(1'000'000, 24, [](std::size_t index) { return dom::span("row ", index); }));
//   dom::main(VirtualList(lines, 24, [](const Line& line) { return dom::code(line.text); }, {.label = "Log"}));
//
// The rows are a number of them, an Observable<std::size_t>, or an ObservableVector<T>; each is `row_height` CSS pixels
// high, and the third argument makes what is in it: anything that may stand as a child. It is called when a row comes
// near, and for a changed item; what else changes in a row is an observable in it. The browser scrolls by itself, by
// wheel, finger and keys; the rows follow within a round trip, and about one screen more than is visible is there
// already.
//
// Rows are known by their index, and keep what a visitor has in them (focus, what is typed) until they are far away;
// then the list itself has the focus, so that keys go on scrolling it. A list that grows or shrinks at its end stays
// where it was scrolled to. Browsers bound how high an element may be: in a list that is higher, some 32 million
// pixels, one pixel of the scroll bar is more than one of the list.
//
// Owner: a value; copies are the same list, and each visitor scrolls alone. Inside what is shown anew, give the same
// VirtualList again, or the list begins at its top. Thread: any; the function runs as one given to Observable::map().
// Failure: a row height below 1 is Failure{Errc::usage}; a list that ends at 0 rows is empty.
#pragma once
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bonito/dom/keyed_list.hpp"
#include "bonito/dom/styles.hpp"
#include "bonito/reactive/combine.hpp"

namespace bonito {

struct VirtualListOptions {
  std::string label = {};  // what is in the list, for assistive technology
  bool is_table = false;   // role "table" of "row"s, in which what is shown has elements of role "cell"
  Styles style = {};       // over its own: {{"height", "100%"}}, say, in a place that has a height
};

namespace detail {

// The rows that are in the browser, and where the first is.
struct RowWindow {
  std::size_t first = 0, last = 0;  // without `last`
  double top = 0;
  friend bool operator==(const RowWindow&, const RowWindow&) = default;
};

// What is shown, without its types.
class VirtualRows {
 public:
  using Frame = std::function<Node(std::size_t index, Node content)>;  // makes the row around its content

  virtual ~VirtualRows() = default;
  virtual Observable<std::size_t> count() const = 0;
  virtual Observable<Node> nodes(const Observable<RowWindow>& window, Frame frame) const = 0;
};

template <class Render>
class CountedRows final : public VirtualRows {
 public:
  CountedRows(Observable<std::size_t> count, Render render) : count_(std::move(count)), render_(std::move(render)) {}

  Observable<std::size_t> count() const override { return count_; }
  Observable<Node> nodes(const Observable<RowWindow>& window, Frame frame) const override {
    const auto indexes = window.map([](const RowWindow& now) {
      std::vector<std::size_t> all(now.last - now.first);
      for (std::size_t i = 0; i < all.size(); ++i) all[i] = now.first + i;
      return all;
    });
    const auto row = [render = render_, frame = std::move(frame)](std::size_t index) {
      return frame(index, node_of(std::invoke(render, index)));
    };
    return KeyedList(indexes, std::identity(), row).observable();
  }

 private:
  Observable<std::size_t> count_;
  Render render_;
};

template <class T, class Render>
class ItemRows final : public VirtualRows {
 public:
  ItemRows(ObservableVector<T> items, Render render) : items_(std::move(items)), render_(std::move(render)) {}

  Observable<std::size_t> count() const override {
    return items_.observable().map([](const Items& items) { return items.size(); }).distinct();
  }
  Observable<Node> nodes(const Observable<RowWindow>& window, Frame frame) const override {
    const auto rows = combine(window, items_.observable()).map([](const RowWindow& now, const Items& items) {
      std::vector<Row> all;
      for (std::size_t i = now.first; i < now.last && i < items.size(); ++i) all.push_back({i, items[i]});
      return all;
    });
    const auto row = [render = render_, frame = std::move(frame)](const Row& now) {
      return frame(now.index, node_of(std::invoke(render, *now.item)));
    };
    return KeyedList(rows, &Row::index, row).observable();
  }

 private:
  using Items = typename ObservableVector<T>::Items;
  struct Row {
    std::size_t index = 0;
    typename ObservableVector<T>::Item item;
    friend bool operator==(const Row&, const Row&) = default;
  };
  ObservableVector<T> items_;
  Render render_;
};

}  // namespace detail

class VirtualList {
 public:
  template <class Render>
  VirtualList(std::size_t count, int row_height, Render render, VirtualListOptions options = {})
      : VirtualList(Observable<std::size_t>(count), row_height, std::move(render), std::move(options)) {}

  template <class Render>
  VirtualList(Observable<std::size_t> count, int row_height, Render render, VirtualListOptions options = {})
      : VirtualList(make_counted(std::move(count), std::move(render)), row_height, std::move(options)) {}

  template <class T, class Render = std::identity>
  VirtualList(ObservableVector<T> items, int row_height, Render render = {}, VirtualListOptions options = {})
      : VirtualList(make_items(std::move(items), std::move(render)), row_height, std::move(options)) {}

  // Called for each session that shows it.
  friend Node to_node(Session&, const VirtualList& list) { return list.node(); }
  friend bool operator==(const VirtualList&, const VirtualList&) = default;  // the same list

 private:
  struct Made;
  using Rows = std::unique_ptr<const detail::VirtualRows>;
  VirtualList(Rows rows, int row_height, VirtualListOptions options);
  Node node() const;

  template <class Render>
  static Rows make_counted(Observable<std::size_t> count, Render render) {
    constexpr bool fits = detail::renders<Render, std::size_t>();
    static_assert(fits,
                  "the third argument of a VirtualList of so many rows is a function of std::size_t, the row's index, "
                  "that gives what may be a child: a Node, text, a number, or a type with to_node");
    if constexpr (fits) return std::make_unique<detail::CountedRows<Render>>(std::move(count), std::move(render));
  }
  template <class T, class Render>
  static Rows make_items(ObservableVector<T> items, Render render) {
    constexpr bool fits = detail::renders<Render, const T&>();
    static_assert(fits,
                  "the third argument of a VirtualList of an ObservableVector<T> is a function of const T& that gives "
                  "what may be a child: a Node, text, a number, or a type with to_node");
    if constexpr (fits) return std::make_unique<detail::ItemRows<T, Render>>(std::move(items), std::move(render));
  }

  std::shared_ptr<const Made> made_;
};

}  // namespace bonito
