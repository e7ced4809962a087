// Array: numbers of one kind in a block of memory, with a shape: what the browser knows as a typed array.
//
//   auto samples = Array(std::vector<float>{1, 2, 3});           // takes the vector over, copies nothing
//   auto image   = Array(std::move(pixels), {480, 640, 4});      // n-dimensional, slowest first
//   auto view    = Array(std::span(big->data), big);             // looks at memory that `big` (a shared_ptr) owns
//   for (float sample : samples.as<float>()) …
//
// Its numbers are frozen: copies share them, and any thread may read. Whoever lends memory (the third
// form) must not write to it any more. A shape that does not fit the data throws Failure (usage).
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bonito/base/bytes.hpp"

namespace bonito {

enum class Element : std::uint8_t {  // the numbers travel: protocol/numbers.json
  int8 = 1,
  uint8 = 2,
  int16 = 3,
  uint16 = 4,
  int32 = 5,
  uint32 = 6,
  int64 = 7,
  uint64 = 8,
  float32 = 9,
  float64 = 10,
};

// Bytes per element.
constexpr std::size_t size_of(Element element) noexcept {
  const auto number = static_cast<std::size_t>(element);
  return element == Element::float32 ? 4 : element == Element::float64 ? 8 : std::size_t{1} << ((number - 1) / 2);
}

namespace detail {

template <class T>
concept Character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

template <class T>
consteval Element element_of() {
  if constexpr (std::floating_point<T>) {
    return sizeof(T) == 4 ? Element::float32 : Element::float64;
  } else {
    constexpr unsigned by_size = sizeof(T) == 1 ? 1 : sizeof(T) == 2 ? 3 : sizeof(T) == 4 ? 5 : 7;
    return static_cast<Element>(by_size + (std::unsigned_integral<T> ? 1 : 0));
  }
}

}  // namespace detail

template <class T>
concept ArrayElement = (std::integral<T> && !std::same_as<T, bool> && !detail::Character<T> && sizeof(T) <= 8) ||
                       std::same_as<T, float> || std::same_as<T, double>;

// Is the extents' product this many elements?
bool is_shape_of(std::span<const std::uint32_t> extents, std::size_t elements) noexcept;

class Array {
 public:
  using Extents = std::vector<std::uint32_t>;

  Array() = default;  // no elements, of kind uint8
  template <ArrayElement T>
  explicit Array(std::vector<T> data);
  template <ArrayElement T>
  Array(std::vector<T> data, Extents extents);
  template <ArrayElement T>
  Array(std::span<const T> data, std::shared_ptr<const void> owner)
      : Array(detail::element_of<T>(), extents_for(data.size()), std::as_bytes(data), std::move(owner)) {}
  template <ArrayElement T>
  Array(std::span<const T> data, std::shared_ptr<const void> owner, Extents extents)
      : Array(detail::element_of<T>(), std::move(extents), std::as_bytes(data), std::move(owner)) {}

  // Data of a kind known only at run time, copied to memory that is aligned for it.
  static Array copy(Element element, Extents extents, BytesView data);

  Element element() const noexcept { return element_; }
  const Extents& extents() const noexcept { return extents_; }  // slowest first; their product is size()
  std::size_t size() const noexcept { return data_.size() / size_of(element_); }
  BytesView bytes() const noexcept { return data_; }

  // The elements; nothing if they are not T.
  template <ArrayElement T>
  std::span<const T> as() const noexcept {
    if (element_ != detail::element_of<T>()) return {};
    return {reinterpret_cast<const T*>(data_.data()), size()};
  }

  // The same kind, shape and bytes.
  friend bool operator==(const Array& left, const Array& right) noexcept;

 private:
  Array(Element element, Extents extents, BytesView data, std::shared_ptr<const void> owner);
  static Extents extents_for(std::size_t size);

  Element element_ = Element::uint8;
  Extents extents_ = {0};
  BytesView data_;
  std::shared_ptr<const void> owner_;
};

template <ArrayElement T>
Array::Array(std::vector<T> data) {
  auto extents = extents_for(data.size());
  *this = Array(std::move(data), std::move(extents));
}

template <ArrayElement T>
Array::Array(std::vector<T> data, Extents extents) {
  auto owner = std::make_shared<const std::vector<T>>(std::move(data));
  *this = Array(std::span<const T>(*owner), owner, std::move(extents));
}

}  // namespace bonito
