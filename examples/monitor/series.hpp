// Series: the last two minutes of one measure, as an SVG path.
//
//   Series cpu;
//   cpu.add(now, 0.25);
//   std::string d = cpu.path(now, 1.0);   // fills a viewBox of 240 by 200; 1.0 is its full height
//
// Samples gather in columns of half a second, so a path costs about 1 KB however fast they come. It moves
// left smoothly, and its right end is the newest sample itself. Its other edges lie outside the viewBox:
// one path shows both a line and the area below it.
//
// Thread: one at a time.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <string>

namespace monitor {

class Series {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr int width = 240;
  static constexpr int height = 200;
  static constexpr std::chrono::milliseconds column_time{500};

  void add(Time now, double value);
  double peak() const noexcept;  // the highest that a path shows
  std::string path(Time now, double full) const;

 private:
  struct Column {
    std::int64_t number;  // since the clock's epoch
    double sum;
    int samples;
    double mean() const noexcept { return sum / samples; }
  };
  std::deque<Column> columns_;
  double newest_ = 0;
};

}  // namespace monitor
