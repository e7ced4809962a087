// ContextValues: what one part of a page provides, by type, and the part around it, where what it does not have is
// looked for.
//
// Owner: shared by the session, and by the parts in this one. Thread: any. Failure: none.
#pragma once
#include <memory>
#include <mutex>
#include <typeindex>
#include <utility>
#include <vector>

namespace bonito::detail {

class ContextValues {
 public:
  explicit ContextValues(std::shared_ptr<const ContextValues> around) : around_(std::move(around)) {}

  void set(std::type_index type, std::shared_ptr<void> value);
  std::shared_ptr<void> nearest(std::type_index type) const;  // null: nobody has it
  void clear();                                               // of its own

 private:
  const std::shared_ptr<const ContextValues> around_;
  mutable std::mutex mutex_;
  std::vector<std::pair<std::type_index, std::shared_ptr<void>>> values_;
};

}  // namespace bonito::detail
