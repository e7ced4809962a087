#include "bonito/dom/live.hpp"

namespace bonito::detail {
namespace {

bool is_same(const std::weak_ptr<const void>& left, const std::shared_ptr<const void>& right) noexcept {
  return !left.owner_before(right) && !right.owner_before(left);
}

}  // namespace

std::shared_ptr<void> EncodedValues::make() { return std::make_shared<EncodedValues>(); }

std::shared_ptr<const EncodedValues::Encoded> EncodedValues::get(const std::shared_ptr<const void>& snapshot,
                                                                 const std::function<void(Encoder&)>& encode) {
  const std::lock_guard lock(mutex_);
  for (const Known& known : newest_) {
    if (known.encoded && is_same(known.snapshot, snapshot)) return known.encoded;
  }
  auto made = std::make_shared<Encoded>();
  Encoder encoder(made->bytes);
  encode(encoder);
  made->has_arrays = encoder.wrote_array();
  newest_[next_++ % newest_.size()] = {snapshot, made};
  return made;
}

std::size_t weight_of(const Value& value) noexcept {
  std::size_t weight = sizeof(Value);
  if (const auto* text = value.text()) return weight + text->size();
  if (const auto* bytes = value.bytes()) return weight + bytes->size();
  if (const auto* array = value.array()) return weight + array->bytes().size();
  if (const auto* list = value.list()) {
    for (const Value& element : *list) weight += weight_of(element);
  } else if (const auto* map = value.map()) {
    for (const auto& [key, mapped] : *map) weight += weight_of(key) + weight_of(mapped);
  }
  return weight;
}

}  // namespace bonito::detail
