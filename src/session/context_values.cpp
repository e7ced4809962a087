#include "session/context_values.hpp"

namespace bonito::detail {

void ContextValues::set(std::type_index type, std::shared_ptr<void> value) {
  const std::lock_guard lock(mutex_);
  for (auto& [known, old] : values_) {
    if (known == type) return old.swap(value);  // what it was ends after the lock
  }
  values_.emplace_back(type, std::move(value));
}

std::shared_ptr<void> ContextValues::nearest(std::type_index type) const {
  for (const ContextValues* each = this; each; each = each->around_.get()) {
    const std::lock_guard lock(each->mutex_);
    for (const auto& [known, value] : each->values_) {
      if (known == type) return value;
    }
  }
  return nullptr;
}

void ContextValues::clear() {
  decltype(values_) old;  // ends after the lock: it may be the program's
  const std::lock_guard lock(mutex_);
  old.swap(values_);
}

}  // namespace bonito::detail
