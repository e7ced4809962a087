// Matrices and multidimensional views of other libraries, told by their shape alone: what Eigen and std::mdspan give is
// sent as an Array of so many dimensions, row by row, however it lies in memory.
//
//   Eigen::MatrixXf field(480, 640);
//   Value value = to_value(field);                          // float32, extents {480, 640}
//   Value values = to_value(std::mdspan(data, 4, 480, 640));
//
// A matrix has rows(), cols() and m(row, column); a view has rank(), extent(i), mapping() and data_handle(), a pointer.
// The numbers are copied. What lies row by row in memory that somebody owns need not be: Array(span, owner, extents).
//
// Thread: any. Failure: Failure{Errc::too_large} for 2^32 rows.
#pragma once
#include <array>
#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

#include "bonito/wire/array.hpp"

namespace bonito::detail {

std::uint32_t extent_of(std::uint64_t size);

template <class T>
concept MatrixLike = requires(const T& matrix) {
  { matrix.rows() } -> std::integral;
  { matrix.cols() } -> std::integral;
  matrix(matrix.rows(), matrix.cols());
}
&&ArrayElement<std::remove_cvref_t<decltype(std::declval<const T&>()(std::declval<const T&>().rows(),
                                                                     std::declval<const T&>().cols()))>>;

template <class T>
inline constexpr bool is_vector_like = false;  // a matrix of one row or one column, always
template <class T>
requires requires { std::bool_constant<bool(T::IsVectorAtCompileTime)>(); }
inline constexpr bool is_vector_like<T> = bool(T::IsVectorAtCompileTime);

// Whose elements are what its pointer points to, and not made from that.
template <class T>
concept MdspanLike = requires(const T& view) {
  typename T::element_type;
  requires std::same_as<typename T::reference, typename T::element_type&>;
  { T::rank() } -> std::convertible_to<std::size_t>;
  { view.extent(0) } -> std::integral;
  { view.data_handle() } -> std::same_as<typename T::element_type*>;
  view.mapping();
}
&&ArrayElement<std::remove_cv_t<typename T::element_type>>;

template <MatrixLike T>
Array array_of(const T& matrix) {
  using Row = std::remove_cvref_t<decltype(matrix.rows())>;
  using Column = std::remove_cvref_t<decltype(matrix.cols())>;
  const Row rows = matrix.rows();
  const Column columns = matrix.cols();
  std::vector<std::remove_cvref_t<decltype(matrix(rows, columns))>> numbers;
  numbers.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  for (Row row = 0; row < rows; ++row) {
    for (Column column = 0; column < columns; ++column) numbers.push_back(matrix(row, column));
  }
  if constexpr (is_vector_like<T>) {
    return Array(std::move(numbers));
  } else {
    return Array(std::move(numbers),
                 {extent_of(static_cast<std::uint64_t>(rows)), extent_of(static_cast<std::uint64_t>(columns))});
  }
}

template <MdspanLike T>
Array array_of(const T& view) {
  constexpr std::size_t rank = T::rank();
  using Number = std::remove_cv_t<typename T::element_type>;
  using Index = std::remove_cvref_t<decltype(view.extent(0))>;
  Array::Extents extents;
  std::size_t size = 1;
  for (std::size_t i = 0; i < rank; ++i) {
    extents.push_back(extent_of(static_cast<std::uint64_t>(view.extent(i))));
    size *= extents.back();
  }
  const auto& mapping = view.mapping();
  const auto place = [&]<std::size_t... i>(const std::array<Index, rank>& at, std::index_sequence<i...>) {
    return static_cast<std::size_t>(mapping(at[i]...));
  };
  std::vector<Number> numbers;
  numbers.reserve(size);
  std::array<Index, rank> at = {};
  for (std::size_t n = 0; n < size; ++n) {
    numbers.push_back(view.data_handle()[place(at, std::make_index_sequence<rank>())]);
    for (std::size_t i = rank; i-- > 0;) {  // the last index is the fastest
      if (++at[i] < view.extent(i)) break;
      at[i] = 0;
    }
  }
  return Array(std::move(numbers), std::move(extents));
}

template <class T>
concept Shaped = MatrixLike<T> || MdspanLike<T>;

}  // namespace bonito::detail
