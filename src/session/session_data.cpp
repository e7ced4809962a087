// What the program keeps with a session, by type or by name.
#include "session/session_core.hpp"

namespace bonito::detail {

void* SessionCore::data_of(std::type_index type, std::shared_ptr<void> (*construct)()) {
  const auto root = is_root_ ? nullptr : tab_->root();
  if (root) return of(*root).data_of(type, construct);
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [known, data] : data_) {
      if (known == type) return data.get();
    }
  }
  auto made = construct();  // the program's constructor: without the lock
  const std::lock_guard lock(mutex_);
  for (const auto& [known, data] : data_) {
    if (known == type) return data.get();
  }
  return data_.emplace_back(type, std::move(made)).second.get();
}

void SessionCore::set_metadata(std::string name, Value value) {
  const auto root = is_root_ ? nullptr : tab_->root();
  if (root) return of(*root).set_metadata(std::move(name), std::move(value));
  const std::lock_guard lock(mutex_);
  for (auto& [known, old] : metadata_) {
    if (known == name) return std::swap(old, value);  // the old one is destroyed after the lock: it is a parameter
  }
  metadata_.emplace_back(std::move(name), std::move(value));
}

Value SessionCore::metadata(const std::string& name) const {
  const auto root = is_root_ ? nullptr : tab_->root();
  if (root) return of(*root).metadata(name);
  const std::lock_guard lock(mutex_);
  for (const auto& [known, value] : metadata_) {
    if (known == name) return value;
  }
  return {};
}

std::shared_ptr<ContextValues> SessionCore::provided() const {
  const std::lock_guard lock(mutex_);
  return provided_;
}

void SessionCore::provide_as(std::shared_ptr<ContextValues> provided) {
  const std::lock_guard lock(mutex_);  // released first: what is dropped may be the program's
  if (status_ != SessionStatus::closed) provided_.swap(provided);
}

}  // namespace bonito::detail
