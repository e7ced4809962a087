// KeyedList: shows a list whose items come, go and move, and keeps what a visitor has of each.
//
//   const auto todos = ObservableVector<Todo>{{1, "write"}, {2, "test"}};
//   dom::ul(KeyedList(todos, &Todo::id, [](const Todo& todo) { return dom::li(todo.text); }));
//   todos.move(1, 0);                        // both elements stay, with what is typed or selected in them
//
// The items are an ObservableVector, or an Observable of a std::vector. The key is text or a number, and tells the item
// from all others of the list for as long as it lives. The third function shows an item: as anything that may stand as
// a child, or, if it is render(Session&, const T&), as a part made for each session on its strand (several sessions may
// call it at once). Without one the item is shown as it is: as text, say, or by its to_node.
//
// An item that is the same object as before (ObservableVector), or equal to what it was (where T has ==), is not shown
// anew: its Node is the same one. A change is worked out once, for all sessions that show the list, on the thread that
// changed it; so the functions should only compute, as those given to Observable::map().
//
// A KeyedList is a child wherever an Observable<Node> is, and copies are the same list. To give one's own nodes keys,
// write "key"_a = text on an element, or dom::keyed(key, node).
//
// Owner: the handles; it holds the list. Thread: any. Failure: two items of one key, or an empty key, are
// Failure{Errc::usage}, thrown here or by whoever changed the list; then what was shown stays until the next change.
#pragma once
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "bonito/dom/tag.hpp"
#include "bonito/reactive/observable_vector.hpp"

namespace bonito {

namespace detail {

// What a list holds and how it is shown, without its types. An item lives as long as its list does.
class ListView {
 public:
  virtual ~ListView() = default;
  virtual std::size_t size(const Frozen& list) const = 0;
  virtual const void* item(const Frozen& list, std::size_t index) const = 0;
  virtual bool is_same(const void* before, const void* now) const = 0;   // the same object: its key is, too
  virtual bool is_equal(const void* before, const void* now) const = 0;  // looks the same
  virtual std::string key(const void* item) const = 0;
  virtual Node node(const Frozen& list, std::size_t index) const = 0;
};

Observable<Node> keyed_nodes(const SourcePtr& list, std::unique_ptr<ListView> view);

// Is there an == that compiles? That of a range, a pair or a variant says yes whatever it holds.
template <class T>
consteval bool has_equality();
template <template <class...> class Of, class... Part>
consteval bool parts_have_equality(std::type_identity<Of<Part...>>) {
  return (has_equality<std::remove_cvref_t<Part>>() && ...);
}
template <class T>
consteval bool has_equality() {
  if constexpr (!std::equality_comparable<T>) {
    return false;
  } else if constexpr (is_optional<T> || is_tuple<T> || is_variant<T>) {
    return parts_have_equality(std::type_identity<T>());
  } else if constexpr (RangeOfOthers<T>) {
    return has_equality<ElementOf<T>>();
  } else {
    return true;
  }
}

// The items of a list, which stand in a std::vector themselves.
template <class T>
struct ItemsInPlace {
  using Item = T;
  using List = std::vector<T>;
  static constexpr bool are_shared = false;
  static const T& item(const T& element) noexcept { return element; }
  static std::shared_ptr<const T> hold(const T& element) { return std::make_shared<const T>(element); }
};
template <class T>
struct SharedItems {
  using Item = T;
  using List = typename ObservableVector<T>::Items;
  static constexpr bool are_shared = true;
  static const T& item(const std::shared_ptr<const T>& element) noexcept { return *element; }
  static const std::shared_ptr<const T>& hold(const std::shared_ptr<const T>& element) noexcept { return element; }
};

template <class List>
struct ItemsOf;
template <class T>
requires(!std::same_as<T, bool>) struct ItemsOf<Observable<std::vector<T>>> : ItemsInPlace<T> {
};
template <class T>
struct ItemsOf<ObservableVector<T>> : SharedItems<T> {};

template <class List>
concept ObservableList = requires {
  typename ItemsOf<List>::Item;
};
template <class Key, class T>
concept KeyOf = std::invocable<const Key&, const T&> &&
    (StringLike<std::remove_cvref_t<std::invoke_result_t<const Key&, const T&>>> ||
     (Number<std::remove_cvref_t<std::invoke_result_t<const Key&, const T&>>> &&
      !std::same_as<std::remove_cvref_t<std::invoke_result_t<const Key&, const T&>>, bool>));

// An item that is made for each session.
template <class T, class Render>
class ItemForSession final : public Component {
 public:
  ItemForSession(std::shared_ptr<const Render> render, std::shared_ptr<const T> item)
      : render_(std::move(render)), item_(std::move(item)) {}
  Node node(Session& session) const override { return make_node(session, std::invoke(*render_, session, *item_)); }
  bool shows_same_as(const Component& other) const override {
    const auto* alike = dynamic_cast<const ItemForSession*>(&other);
    if (!alike || alike->render_ != render_) return false;
    if constexpr (has_equality<T>()) {
      return alike->item_ == item_ || *alike->item_ == *item_;
    } else {
      return alike->item_ == item_;
    }
  }
  bool is_like(const Component& other) const override { return typeid(other) == typeid(*this); }

 private:
  std::shared_ptr<const Render> render_;
  std::shared_ptr<const T> item_;
};

template <class Items, class Key, class Render>
class ListViewOf final : public ListView {
 public:
  using T = typename Items::Item;
  ListViewOf(Key key, Render render)
      : key_(std::move(key)), render_(std::make_shared<const Render>(std::move(render))) {}

  std::size_t size(const Frozen& list) const override { return value_of<List>(list).size(); }
  const void* item(const Frozen& list, std::size_t index) const override {
    return std::addressof(Items::item(value_of<List>(list)[index]));
  }
  bool is_same(const void* before, const void* now) const override { return Items::are_shared && before == now; }
  bool is_equal(const void* before, const void* now) const override {
    if constexpr (has_equality<T>()) {
      return of(before) == of(now);
    } else {
      return false;
    }
  }
  std::string key(const void* item) const override { return shown_text(std::invoke(key_, of(item))); }
  Node node(const Frozen& list, std::size_t index) const override {
    const auto& element = value_of<List>(list)[index];
    if constexpr (std::invocable<const Render&, const T&>) {
      return node_of(std::invoke(*render_, Items::item(element)));
    } else {
      NodeBuilder fragment;
      fragment.component(std::make_shared<ItemForSession<T, Render>>(render_, Items::hold(element)));
      return std::move(fragment).finish();
    }
  }

 private:
  using List = typename Items::List;
  static const T& of(const void* item) noexcept { return *static_cast<const T*>(item); }
  Key key_;
  std::shared_ptr<const Render> render_;
};

template <class F, class... Arguments>
consteval bool renders() {
  if constexpr (std::invocable<const F&, Arguments...>) {
    return Renderable<std::invoke_result_t<const F&, Arguments...>>;
  } else {
    return false;
  }
}

template <class List, class Key, class Render>
Observable<Node> make_keyed_nodes(const List& list, Key key, Render render) {
  static_assert(ObservableList<List>,
                "a KeyedList shows an ObservableVector<T>, or an Observable<std::vector<T>> of anything but bool");
  if constexpr (ObservableList<List>) {
    using Items = ItemsOf<List>;
    using T = typename Items::Item;
    static_assert(KeyOf<Key, T>, "the key of a KeyedList's item is a function of it that gives text or a number");
    if constexpr (std::same_as<Render, std::identity>) {
      static_assert(
          Renderable<T>,
          "how is an item of this KeyedList shown? Give a third argument, a function of the item that makes a "
          "child, or its type Node to_node(Session&, const T&)");
    } else {
      static_assert(
          renders<Render, const T&>() || renders<Render, Session&, const T&>(),
          "the third argument of a KeyedList is a function of const T& or (Session&, const T&) that gives what "
          "may be a child: a Node, text, a number, or a type with Node to_node(Session&, const T&)");
    }
    auto view = std::make_unique<ListViewOf<Items, Key, Render>>(std::move(key), std::move(render));
    if constexpr (Items::are_shared) {
      return keyed_nodes(Access::source(list.observable()), std::move(view));
    } else {
      return keyed_nodes(Access::source(list), std::move(view));
    }
  }
}

}  // namespace detail

class KeyedList {
 public:
  template <class List, class Key, class Render = std::identity>
  KeyedList(const List& items, Key key, Render render = {})
      : nodes_(detail::make_keyed_nodes(items, std::move(key), std::move(render))) {}

  // All nodes as one, a new one after each change.
  const Observable<Node>& observable() const noexcept { return nodes_; }

 private:
  Observable<Node> nodes_;
};

}  // namespace bonito
