// Which rows of a VirtualList are to be in the browser, and where: arithmetic.
#pragma once
#include <cstddef>

#include "bonito/dom/virtual_list.hpp"

namespace bonito::detail {

// What the browser says, in CSS pixels.
struct Scrolled {
  double top = 0;
  double height = 800;  // of what is visible
  double limit = 32e6;  // how high an element may be, as far as is known; browsers say 17.8 to 33.5 million
};

class RowLayout {
 public:
  explicit RowLayout(int row_height) : row_height_(row_height) {}

  // How high the element is that stands for all rows.
  double height(const Scrolled& scrolled, std::size_t count) const;
  RowWindow window(const Scrolled& scrolled, std::size_t count) const;

  // After the browser has said so, of a list of `count` rows. What cannot be is taken for what may.
  Scrolled scrolled(const Scrolled& before, std::size_t count, double top, double height, double full_height) const;

 private:
  double row_height_;
};

}  // namespace bonito::detail
