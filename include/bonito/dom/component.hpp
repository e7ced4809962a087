// Component: a part of a page that is made for a session, a value of a type with to_node.
//
// In a region it has a session of its own, which ends when the component goes or shows something else. Two that are
// equal show the same: what the first has made stays, with its session. So a type that has == is not made again as long
// as it has not changed; it should not show what its == does not look at.
//
// Owner: shared by the nodes it is in. Thread: node() on the session's strand, the rest on any.
#pragma once
#include "bonito/dom/node.hpp"

namespace bonito {

class Component {
 public:
  virtual ~Component() = default;
  virtual Node node(Session& session) const = 0;
  virtual bool shows_same_as(const Component& other) const = 0;
  virtual bool is_like(const Component& other) const = 0;  // of the same type
};

}  // namespace bonito
