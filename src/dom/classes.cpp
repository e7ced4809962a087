#include "bonito/dom/classes.hpp"

#include "bonito/reactive/combine.hpp"

namespace bonito {
namespace {

// A class attribute's text is names between spaces; either side may be empty.
std::string joined(const std::string& first, const std::string& second) {
  if (first.empty() || second.empty()) return first + second;
  return first + ' ' + second;
}

using Names = Observable<std::string>;

std::shared_ptr<const Names> joined_live(const std::shared_ptr<const Names>& first, const Names& second) {
  return std::make_shared<const Names>(first ? combine(*first, second).map(joined) : second);
}

}  // namespace

Classes::Classes(std::initializer_list<Part> parts) {
  for (const Part& part : parts) {
    if (!part.present_) {
      fixed_ = joined(fixed_, part.names_);
    } else {
      const auto names = [names = part.names_](bool present) { return present ? names : std::string(); };
      live_ = joined_live(live_, part.present_->map(names));
    }
  }
}

Classes Classes::with(const Classes& more) const {
  Classes both = *this;
  both.fixed_ = joined(fixed_, more.fixed_);
  if (more.live_) both.live_ = live_ ? joined_live(live_, *more.live_) : more.live_;
  return both;
}

std::optional<Observable<std::string>> Classes::live() const {
  if (!live_) return std::nullopt;
  if (fixed_.empty()) return *live_;
  return live_->map([fixed = fixed_](const std::string& names) { return joined(fixed, names); });
}

}  // namespace bonito
