#include "series.hpp"

#include <algorithm>
#include <cmath>

#include "format.hpp"

namespace monitor {
namespace {

double column_at(Series::Time time) {
  return std::chrono::duration<double>(time.time_since_epoch()) / Series::column_time;
}

// Writes steps as SVG's "l": the shortest text, and a flat stretch is one step.
class Line {
 public:
  Line(double x, int y) : path_("M" + fixed_text(x, 1) + " " + std::to_string(y)), y_(y) { path_ += 'l'; }

  void step(double columns, int y) {
    if (y == y_) {
      flat_ += columns;
      return;
    }
    write_flat();
    write(columns, y - y_);
    y_ = y;
  }
  std::string finish() && {
    write_flat();
    return std::move(path_);
  }

 private:
  void write_flat() {
    if (flat_ > 0) write(flat_, 0);
    flat_ = 0;
  }
  void write(double columns, int rise) {
    if (path_.back() != 'l') path_ += ' ';
    path_ += columns == std::floor(columns) ? fixed_text(columns, 0) : fixed_text(columns, 1);
    if (rise >= 0) path_ += ' ';  // a minus sign separates as well
    path_ += std::to_string(rise);
  }

  std::string path_;
  int y_;
  double flat_ = 0;
};

}  // namespace

void Series::add(Time now, double value) {
  const auto number = static_cast<std::int64_t>(std::floor(column_at(now)));
  if (columns_.empty() || columns_.back().number != number) columns_.push_back({number, 0, 0});
  columns_.back().sum += value;
  ++columns_.back().samples;
  newest_ = value;
  while (columns_.front().number < number - width - 3) columns_.pop_front();
}

double Series::peak() const noexcept {
  double peak = newest_;
  for (const Column& column : columns_) peak = std::max(peak, column.mean());
  return peak;
}

std::string Series::path(Time now, double full) const {
  constexpr int below = height + 10;
  const auto y_of = [&](double value) {
    const double share = full > 0 ? std::clamp(value / full, 0.0, 1.0) : 0.0;
    return height - static_cast<int>(std::lround(share * height));
  };
  // A column's mean stands in its middle; the last column is not full yet, the newest sample stands for it.
  const auto x_of = [&](const Column& column) {
    return width + static_cast<double>(column.number) + 0.5 - column_at(now);
  };
  const std::size_t full_columns = columns_.empty() ? 0 : columns_.size() - 1;
  if (full_columns == 0) return "";

  const double start = std::round(x_of(columns_.front()) * 10) / 10;
  Line line(start, y_of(columns_.front().mean()));
  auto number = columns_.front().number;
  for (std::size_t i = 1; i < full_columns; ++i) {
    line.step(static_cast<double>(columns_[i].number - number), y_of(columns_[i].mean()));
    number = columns_[i].number;
  }
  line.step(width - start - static_cast<double>(number - columns_.front().number), y_of(newest_));
  return std::move(line).finish() + "h9V" + std::to_string(below) + "H" + fixed_text(start, 1);
}

}  // namespace monitor
