// batch(): several set()s, one change.
//
//   batch([&] { width.set(3); height.set(4); });        // area = combine(width, height).map(…) computes once
//
// Inside, new values are visible to get() at once; listeners hear at the end of the thread's outermost
// batch, each observable's once, with the last value set in it.
// Thread: a batch is this thread's; other threads set and hear as ever meanwhile.
// Failure: what `edits` throws leaves batch() after what was set has been told. Otherwise as set().
#pragma once
#include <concepts>

#include "bonito/reactive/detail/core.hpp"

namespace bonito {

template <std::invocable F>
void batch(F edits) {
  detail::run_batch([](void* closure) { static_cast<void>(std::invoke(*static_cast<F*>(closure))); }, &edits);
}

}  // namespace bonito
