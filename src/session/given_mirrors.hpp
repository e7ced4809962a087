// GivenMirrors: the observables that scripts of a page were given.
//
//   const auto [mirror, now] = given.give(owner, scope, live);   to a script of this owner, that is run for this scope
//   given.end_of(scope);                                         its scripts are over
//
// There is one mirror for all scripts of an owner, so that what one of them sets the others hear at once. A scope is a
// part of the page: the browser forgets a mirror when the last one ends in which a script was given it, and so does
// this.
//
// Owner: the page's Scripts. Thread: the strand.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "session/binding.hpp"

namespace bonito {
class Session;
}

namespace bonito::detail {

class Tab;

class GivenMirrors {
 public:
  explicit GivenMirrors(Tab& tab) noexcept : tab_(tab) {}

  struct Given {
    std::shared_ptr<ValueBinding> mirror;
    Live::Snapshot now;  // of one that nobody had: what comes after this is told
  };
  Given give(const Session& owner, std::uint32_t scope, const std::shared_ptr<const Live>& live);
  std::uint32_t slot_of(const Session& owner, const Live& live) const;  // that was given

  void end_of(std::uint32_t scope);
  void end_of_all(const std::vector<const void*>& owners);  // what these show comes anew, or has gone
  void clear() noexcept;

 private:
  using Key = std::pair<const void*, const void*>;  // owner and observable
  struct Mirror {
    std::shared_ptr<ValueBinding> binding;
    std::set<std::uint32_t> scopes;
  };

  void take(std::uint32_t scope, const std::vector<Key>& keys, std::vector<std::uint32_t>& gone);
  void forget(std::vector<std::uint32_t> gone);

  Tab& tab_;
  std::map<Key, Mirror> mirrors_;
  std::map<std::uint32_t, std::vector<Key>> by_scope_;
};

}  // namespace bonito::detail
