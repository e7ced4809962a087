#include "bonito/wire/array.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include "bonito/base/error.hpp"
#include "bonito/wire/matrix.hpp"

namespace bonito {

static_assert(std::endian::native == std::endian::little, "Elements travel as they lie in memory: little-endian.");

bool is_shape_of(std::span<const std::uint32_t> extents, std::size_t elements) noexcept {
  // With an extent of zero the others may be anything; without, the product never shrinks.
  const bool empty = std::find(extents.begin(), extents.end(), 0u) != extents.end();
  std::uint64_t product = empty ? 0 : 1;
  for (const std::uint32_t extent : extents) {
    product *= extent;
    if (product > elements) return false;  // before it overflows
  }
  return product == elements;
}

Array::Array(Element element, Extents extents, BytesView data, std::shared_ptr<const void> owner)
    : element_(element), extents_(std::move(extents)), data_(data), owner_(std::move(owner)) {
  if (!is_shape_of(extents_, size()) || data_.size() % size_of(element_) != 0) {
    throw Failure({Errc::usage, "The shape of an array does not fit its " + std::to_string(size()) +
                                    " elements: the extents' product must be their number."});
  }
  if (extents_.size() > std::numeric_limits<std::uint8_t>::max()) {
    throw Failure({Errc::usage, "An array has at most 255 dimensions."});
  }
}

Array Array::copy(Element element, Extents extents, BytesView data) {
  // New bytes are aligned for every number.
  const std::shared_ptr<std::byte[]> owner(new std::byte[data.size()]);
  std::copy(data.begin(), data.end(), owner.get());
  return Array(element, std::move(extents), BytesView(owner.get(), data.size()), owner);
}

std::uint32_t detail::extent_of(std::uint64_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    throw Failure({Errc::too_large, "An array has at most 2^32 - 1 elements in one dimension."});
  }
  return static_cast<std::uint32_t>(size);
}

Array::Extents Array::extents_for(std::size_t size) { return {detail::extent_of(size)}; }

bool operator==(const Array& left, const Array& right) noexcept {
  return left.element_ == right.element_ && left.extents_ == right.extents_ &&
         std::equal(left.data_.begin(), left.data_.end(), right.data_.begin(), right.data_.end());
}

}  // namespace bonito
