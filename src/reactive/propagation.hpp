// How a change travels: what derives from it is brought up to date in order of height, then listeners
// hear, the changed observables' first, then the derived ones'.
#pragma once
#include <unordered_map>
#include <vector>

#include "reactive/source.hpp"

namespace bonito::detail {

class Derived;

// Stores a value (null: the same again). Throws, and stores nothing, if set()s are nested too deep.
Round store(const SourcePtr& source, Frozen value, const void* origin);
// Tells a change, or leaves that to this thread's batch.
void announce(Round round);
// Tells what was gathered, as one change.
void announce(std::vector<Round> gathered);
// Brings a derived observable up to date on behalf of a reader.
void settle(Source& source);
// Computes it anew although no input has changed, and tells what comes of it.
void recompute(const std::shared_ptr<Derived>& node);

// While it lives, changes made on this thread are gathered instead of told. One inside another does
// nothing: the outermost gathers.
class Deferral {
 public:
  Deferral() noexcept;
  Deferral(const Deferral&) = delete;
  Deferral& operator=(const Deferral&) = delete;
  ~Deferral();

  void add(Round round);
  std::vector<Round> end();  // what the outermost gathered; from here on changes are told again

 private:
  bool outermost_;
  std::vector<Round> rounds_;
  std::unordered_map<const Source*, std::size_t> places_;
};

}  // namespace bonito::detail
