// Region: an observable whose value is content: a node, a list of things, a type of yours with to_node.
//
//   auto tab = Observable<Node>{overview()};
//   dom::main(tab);                            // follows `tab`
//   auto names = Observable<std::vector<std::string>>{};
//   dom::p(names);
//
// A new content is compared with the one that the browser has, and only what differs is sent; all else keeps its
// element, with its focus, its scroll position and what it plays. Elements are the same by "key"_a, else by their place
// among those of their kind; a Node that is the very same is not looked into. An element that scripts know, as somebody
// holds its Node, is the same only if its Node is.
//
// Each value of a type with to_node is rendered for a session of its own, which ends when the value goes, or one comes
// in its place that is not equal: with it end its listeners, mirrors and assets. A region stands where HTML allows its
// content: browsers move what they do not, a block out of a p, and such a region is sent whole each time.
//
// Owner: shared; it holds its observable. Thread: node() on the session's strand, the rest on any.
#pragma once
#include <concepts>
#include <memory>
#include <utility>

#include "bonito/dom/live.hpp"
#include "bonito/dom/node.hpp"

namespace bonito {

class Region {
 public:
  virtual ~Region() = default;
  virtual Live::Snapshot snapshot() const = 0;  // the newest value, frozen
  virtual Node node(Session& session, const Live::Snapshot& snapshot) const = 0;
  virtual bool is_component() const noexcept = 0;     // node() runs code of the program's, for a session of its own
  virtual const void* identity() const noexcept = 0;  // the observable's, as long as this lives
  // False if somebody notified without a new value: then it is made again.
  virtual bool shows_same(const Live::Snapshot& before, const Live::Snapshot& now) const = 0;
  // Called on the setter's thread, with every value after `now`.
  virtual Subscription listen(Live::Listener listener, Live::Snapshot& now) const = 0;
};

namespace detail {

template <class T, class Render, bool has_code>
class RegionOf final : public Region {
 public:
  RegionOf(Observable<T> observable, Render render) : observable_(std::move(observable)), render_(std::move(render)) {}

  Live::Snapshot snapshot() const override { return observable_.snapshot(); }
  Node node(Session& session, const Live::Snapshot& snapshot) const override {
    return render_(session, *static_cast<const T*>(snapshot.get()));
  }
  bool is_component() const noexcept override { return has_code; }
  const void* identity() const noexcept override { return Access::source(observable_).get(); }
  bool shows_same(const Live::Snapshot& before, const Live::Snapshot& now) const override {
    if constexpr (has_code && std::equality_comparable<T>) {
      return before != now && *static_cast<const T*>(before.get()) == *static_cast<const T*>(now.get());
    } else {
      static_cast<void>(before), static_cast<void>(now);
      return false;
    }
  }
  Subscription listen(Live::Listener listener, Live::Snapshot& now) const override {
    const auto call = [listener = std::move(listener)](const Change& change, const std::shared_ptr<const T>& value) {
      listener(change, value);
    };
    return listen_raw(observable_, call, Hears::at_once, now);
  }

 private:
  Observable<T> observable_;
  Render render_;
};

}  // namespace detail
}  // namespace bonito
