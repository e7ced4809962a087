#include "series.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <vector>

namespace monitor {
namespace {

using namespace std::chrono_literals;
constexpr Series::Time start{1000s};

// The points of a path, from "M" to the last step: its corners in the chart's own units.
struct Point {
  double x, y;
};
std::vector<Point> points(const std::string& path) {
  static const std::regex number("-?[0-9.]+");
  std::vector<Point> found;
  const std::string steps = path.substr(0, path.find('h'));
  auto next = std::sregex_iterator(steps.begin(), steps.end(), number);
  for (; next != std::sregex_iterator(); ++next) {
    const double x = std::stod(next->str());
    const double y = std::stod((++next)->str());
    found.push_back(found.empty() ? Point{x, y} : Point{found.back().x + x, found.back().y + y});
  }
  return found;
}

TEST(Series, AnEmptyOneHasNoPath) { EXPECT_EQ(Series{}.path(start, 1), ""); }

TEST(Series, ThePathEndsWithTheNewestSampleAtTheRightEdge) {
  Series series;
  for (int i = 0; i < 100; ++i) series.add(start + i * 50ms, 0.25);
  series.add(start + 100 * 50ms, 0.75);
  const auto corners = points(series.path(start + 100 * 50ms, 1));
  ASSERT_GE(corners.size(), 2u);
  EXPECT_EQ(corners.front().y, Series::height * 3 / 4);
  EXPECT_NEAR(corners.back().x, Series::width, 0.11);
  EXPECT_EQ(corners.back().y, Series::height / 4);
}

TEST(Series, SamplesOfOneColumnShowTheirMean) {
  Series series;
  for (int i = 0; i < 40; ++i) series.add(start + i * 50ms, i % 2 == 0 ? 0.0 : 1.0);
  const auto corners = points(series.path(start + 39 * 50ms, 1));
  for (std::size_t i = 0; i + 1 < corners.size(); ++i) EXPECT_EQ(corners[i].y, Series::height / 2);
}

TEST(Series, HoldsTwoMinutesHoweverManySamplesCome) {
  Series series;
  Series::Time now = start;
  for (int i = 0; i < 20 * 200; ++i) {
    now += 50ms;
    series.add(now, i % 3 / 3.0);
  }
  const auto corners = points(series.path(now, 1));
  EXPECT_LE(corners.size(), static_cast<std::size_t>(Series::width) + 5);
  EXPECT_LE(corners.front().x, 0);
  EXPECT_GE(corners.front().x, -5);
}

TEST(Series, SlowSamplesAreFarApart) {
  Series series;
  for (int i = 0; i <= 60; ++i) series.add(start + i * 2s, i % 2);
  const auto corners = points(series.path(start + 120s, 1));
  EXPECT_NEAR(corners[1].x - corners[0].x, 4, 0.01);  // columns of half a second
  EXPECT_NEAR(corners.back().x, Series::width, 0.11);
}

TEST(Series, AFlatLineIsShort) {
  Series series;
  for (int i = 0; i < 20 * 120; ++i) series.add(start + i * 50ms, 0.5);
  EXPECT_LT(series.path(start + 120s, 1).size(), 60u);
}

TEST(Series, WhatIsBeyondTheScaleStaysInTheChart) {
  Series series;
  series.add(start, 5);
  series.add(start + 1s, -5);
  series.add(start + 2s, 5);
  for (const Point& corner : points(series.path(start + 2s, 1))) {
    EXPECT_GE(corner.y, 0);
    EXPECT_LE(corner.y, Series::height);
  }
}

TEST(Series, ThePeakIsWhatThePathShows) {
  Series series;
  EXPECT_EQ(series.peak(), 0);
  series.add(start, 8);
  series.add(start + 1s, 2);
  EXPECT_EQ(series.peak(), 8);
  for (int i = 2; i < 140; ++i) series.add(start + i * 1s, 2);
  EXPECT_EQ(series.peak(), 2);
}

}  // namespace
}  // namespace monitor
