// Context: what a part of a page gives to all that is in it, so that nothing is global or handed from hand to hand.
//
//   auto app = App([](Session& session) {
//     provide(session, Theme{.accent = "teal"});
//     return dom::main(Panel{});                            // whose parts' parts may ask
//   });
//   Node to_node(Session& session, const Badge& badge) {
//     const auto theme = context<Theme>(session);           // the nearest; null: nobody provides one
//     …
//   }
//
// What a component's to_node provides is for what it shows, now and later, and not for what stands beside it; what the
// app itself provides is for the whole page. To tell of changes, provide what changes: an Observable, or a struct of
// them.
//
// Owner: the session that provides it; whoever asked keeps what was given. Thread: provide() on the strand, context()
// on any. Failure: none; a second value of a type replaces the first for those who ask later.
#pragma once
#include <memory>
#include <typeinfo>
#include <utility>

namespace bonito {

class Session;

namespace detail {
template <class T>
struct Provided {};  // apart from Session::data<T>()
void provide_as(Session& session, const std::type_info& key, std::shared_ptr<void> value);
std::shared_ptr<void> provided_as(Session& session, const std::type_info& key);
}  // namespace detail

template <class T>
void provide(Session& session, T value) {
  detail::provide_as(session, typeid(detail::Provided<T>), std::make_shared<T>(std::move(value)));
}

template <class T>
std::shared_ptr<const T> context(Session& session) {
  return std::static_pointer_cast<const T>(detail::provided_as(session, typeid(detail::Provided<T>)));
}

}  // namespace bonito
