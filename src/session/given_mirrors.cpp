#include "session/given_mirrors.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>

#include "bonito/session/session.hpp"
#include "session/outbox.hpp"
#include "session/tab.hpp"

namespace bonito::detail {

GivenMirrors::Given GivenMirrors::give(const Session& owner, std::uint32_t scope,
                                       const std::shared_ptr<const Live>& live) {
  const Key key{&owner, live->identity()};
  auto& [binding, scopes] = mirrors_[key];
  Live::Snapshot now;
  if (!binding) {
    binding = std::make_shared<ValueBinding>(tab_.next_slot(), &owner, ValueBinding::Kind::mirror, live, std::nullopt);
    now = tab_.outbox().add(binding);
  }
  if (scopes.insert(scope).second) by_scope_[scope].push_back(key);
  return {binding, std::move(now)};
}

std::uint32_t GivenMirrors::slot_of(const Session& owner, const Live& live) const {
  return mirrors_.at({&owner, live.identity()}).binding->slot;
}

void GivenMirrors::end_of(std::uint32_t scope) {
  const auto ended = by_scope_.extract(scope);
  if (ended.empty()) return;
  std::vector<std::uint32_t> gone;
  take(scope, ended.mapped(), gone);
  forget(std::move(gone));
}

void GivenMirrors::end_of_all(const std::vector<const void*>& owners) {
  const auto is_theirs = [&](const Key& key) { return std::ranges::find(owners, key.first) != owners.end(); };
  std::vector<std::uint32_t> gone;
  for (auto each = by_scope_.begin(); each != by_scope_.end();) {
    auto& [scope, keys] = *each;
    const auto theirs = std::partition(keys.begin(), keys.end(), std::not_fn(is_theirs));
    take(scope, {theirs, keys.end()}, gone);
    keys.erase(theirs, keys.end());
    each = keys.empty() ? by_scope_.erase(each) : std::next(each);
  }
  forget(std::move(gone));
}

void GivenMirrors::clear() noexcept {
  mirrors_.clear();
  by_scope_.clear();
}

void GivenMirrors::take(std::uint32_t scope, const std::vector<Key>& keys, std::vector<std::uint32_t>& gone) {
  for (const Key& key : keys) {
    const auto found = mirrors_.find(key);
    found->second.scopes.erase(scope);
    if (!found->second.scopes.empty()) continue;
    gone.push_back(found->second.binding->slot);
    mirrors_.erase(found);
  }
}

void GivenMirrors::forget(std::vector<std::uint32_t> gone) {
  std::ranges::sort(gone);
  tab_.outbox().forget(gone);
}

}  // namespace bonito::detail
