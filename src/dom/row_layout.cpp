#include "dom/row_layout.hpp"

#include <algorithm>
#include <cmath>

namespace bonito::detail {
namespace {

constexpr double least_limit = 17e6;  // of all browsers
constexpr double most_visible_rows = 500, most_height = 10'000;

}  // namespace

double RowLayout::height(const Scrolled& scrolled, std::size_t count) const {
  return std::min(static_cast<double>(count) * row_height_, scrolled.limit);
}

RowWindow RowLayout::window(const Scrolled& scrolled, std::size_t count) const {
  const double all = static_cast<double>(count) * row_height_, shown = height(scrolled, count);
  const double way = std::max(shown - scrolled.height, 0.0);
  const double top = std::min(scrolled.top, way);
  const bool is_scaled = shown < all && way > 0;
  const double top_in_all = is_scaled ? top * ((all - scrolled.height) / way) : top;

  const double visible = std::min(std::ceil(scrolled.height / row_height_) + 1, most_visible_rows);
  const double at = std::floor(top_in_all / row_height_);
  const auto as_index = [&](double row) {
    return static_cast<std::size_t>(std::clamp(row, 0.0, static_cast<double>(count)));
  };
  const std::size_t first = as_index(at - visible), last = as_index(at + 2 * visible);
  // Near the position in pixels that the browser knows.
  return {first, last, static_cast<double>(first) * row_height_ + (is_scaled ? top - top_in_all : 0)};
}

Scrolled RowLayout::scrolled(const Scrolled& before, std::size_t count, double top, double height,
                             double full_height) const {
  Scrolled now = before;
  if (std::isfinite(top)) now.top = std::max(top, 0.0);
  if (std::isfinite(height)) now.height = std::clamp(height, row_height_, std::max(most_height, row_height_));
  // This browser cannot make it as high as was asked for.
  if (full_height >= least_limit && full_height < this->height(before, count) - 1) now.limit = full_height;
  return now;
}

}  // namespace bonito::detail
