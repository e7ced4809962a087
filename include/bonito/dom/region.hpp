// Region: an observable whose value is content: a node, a list of things, a type of yours with to_node.
//
//   auto tab = Observable<Node>{overview()};
//   dom::main(tab);                            // replaced whenever `tab` is set
//   auto names = Observable<std::vector<std::string>>{};
//   dom::p(names);
//
// Each content is rendered for a session of its own, a child of the one around it, which ends when the content
// is replaced: with it end its listeners, handlers and assets. It stands where HTML allows its content: browsers move
// what they do not, rows out of a table without tbody or a block out of a p, and such a region follows nothing; the
// browser's console says so.
//
// Owner: shared; it holds its observable. Thread: node() on the session's strand, the rest on any.
#pragma once
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
  // Called on the setter's thread, with every value after `now`.
  virtual Subscription listen(Live::Listener listener, Live::Snapshot& now) const = 0;
};

namespace detail {

template <class T, class Render>
class RegionOf final : public Region {
 public:
  RegionOf(Observable<T> observable, Render render) : observable_(std::move(observable)), render_(std::move(render)) {}

  Live::Snapshot snapshot() const override { return observable_.snapshot(); }
  Node node(Session& session, const Live::Snapshot& snapshot) const override {
    return render_(session, *static_cast<const T*>(snapshot.get()));
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
