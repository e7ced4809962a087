#include "bonito/wire/matrix.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "bonito/wire/convert.hpp"

namespace bonito {
namespace {

// What Eigen's matrices look like from outside. They lie column by column, or row by row, or only every
// so many numbers are theirs.
template <class T, bool vector = false>
struct Matrix {
  static constexpr bool IsVectorAtCompileTime = vector;
  std::vector<T> numbers;
  std::ptrdiff_t height, width, down, right;

  std::ptrdiff_t rows() const { return height; }
  std::ptrdiff_t cols() const { return width; }
  const T& operator()(std::ptrdiff_t row, std::ptrdiff_t column) const {
    return numbers[static_cast<std::size_t>(row * down + column * right)];
  }
  // As vectors have, and with a stride these do not say what is in them.
  const T* data() const { return numbers.data(); }
  std::size_t size() const { return static_cast<std::size_t>(height * width); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }
};

// What std::mdspan looks like.
template <class T, std::size_t dimensions>
struct View {
  using element_type = T;
  using reference = T&;
  struct Mapping {
    std::array<int, dimensions> strides;
    template <class... I>
    int operator()(I... indices) const {
      const std::array<int, dimensions> at = {indices...};
      return std::inner_product(at.begin(), at.end(), strides.begin(), 0);
    }
  };
  T* numbers;
  std::array<int, dimensions> extents;
  Mapping map;

  static constexpr std::size_t rank() { return dimensions; }
  int extent(std::size_t i) const { return extents[i]; }
  const Mapping& mapping() const { return map; }
  T* data_handle() const { return numbers; }
};

template <class T>
std::vector<T> counted(std::size_t size) {
  std::vector<T> numbers(size);
  std::iota(numbers.begin(), numbers.end(), T{1});
  return numbers;
}

// What is sent, and what to_value makes, which must be the same.
template <class T>
Value sent(const T& thing) {
  Bytes bytes;
  Encoder encoder(bytes);
  encode(encoder, thing);
  Bytes of_value;
  Encoder(of_value).value(to_value(thing));
  EXPECT_EQ(bytes, of_value);
  return to_value(thing);
}

TEST(Matrices, AreSentRowByRowHoweverTheyLie) {
  const Value expected = Array(std::vector<float>{1, 2, 3, 4, 5, 6}, {2, 3});
  EXPECT_EQ(sent(Matrix<float>{{1, 2, 3, 4, 5, 6}, 2, 3, 3, 1}), expected);
  EXPECT_EQ(sent(Matrix<float>{{1, 4, 2, 5, 3, 6}, 2, 3, 1, 2}), expected);
  EXPECT_EQ(sent(Matrix<float>{{1, 0, 2, 0, 3, 0, 0, 4, 0, 5, 0, 6}, 2, 3, 7, 2}), expected);
}

TEST(Matrices, ThatAreVectorsHaveOneDimension) {
  EXPECT_EQ(sent(Matrix<double, true>{{1, 0, 2, 0, 3}, 3, 1, 2, 1}), Value(Array(std::vector<double>{1, 2, 3})));
}

TEST(Matrices, MayBeEmpty) {
  EXPECT_EQ(sent(Matrix<std::int16_t>{{}, 0, 3, 3, 1}), Value(Array(std::vector<std::int16_t>(), {0, 3})));
}

TEST(Views, OfAnyRankAreSentLastIndexFastest) {
  auto numbers = counted<std::uint16_t>(24);
  EXPECT_EQ(sent(View<std::uint16_t, 3>{numbers.data(), {2, 3, 4}, {{12, 4, 1}}}), Value(Array(numbers, {2, 3, 4})));
  const auto turned = View<std::uint16_t, 2>{numbers.data(), {2, 3}, {{1, 2}}};
  EXPECT_EQ(sent(turned), Value(Array(std::vector<std::uint16_t>{1, 3, 5, 2, 4, 6}, {2, 3})));
  EXPECT_EQ(sent(View<const std::uint16_t, 1>{numbers.data(), {3}, {{10}}}),
            Value(Array(std::vector<std::uint16_t>{1, 11, 21})));
  EXPECT_EQ(sent(View<std::uint16_t, 2>{nullptr, {5, 0}, {{0, 1}}}),
            Value(Array(std::vector<std::uint16_t>(), {5, 0})));
  EXPECT_EQ(sent(View<std::uint16_t, 0>{numbers.data(), {}, {}}), Value(Array(std::vector<std::uint16_t>{1}, {})));
}

// Its elements are not what lies in memory.
struct Doubled : View<int, 1> {
  using reference = int;
};

TEST(Views, ThatMakeTheirElementsAreNone) {
  static_assert(Encodable<View<int, 1>>);
  static_assert(!Encodable<Doubled>);
  static_assert(!Encodable<View<bool, 1>>);
}

}  // namespace
}  // namespace bonito
