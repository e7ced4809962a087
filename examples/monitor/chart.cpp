#include "chart.hpp"

#include "format.hpp"
#include "series.hpp"

namespace monitor {

using namespace bonito;

Node chart(std::string_view label, const Observable<std::string>& scale, const std::vector<Curve>& curves) {
  static_assert(Series::width == 240 && Series::height == 200, "the grid's lines are drawn for this size");
  // Quarters of the height, and half minutes.
  constexpr auto grid = "M0 50H240M0 100H240M0 150H240M60 0V200M120 0V200M180 0V200";
  std::vector<Node> paths;
  for (const Curve& curve : curves) paths.push_back(svg::path("class"_a = curve.style, "d"_a = curve.path));
  // The words stand above the drawing, where no curve crosses them. Some air above and below, for the line's own width.
  return dom::figure("class"_a = "chart", dom::figcaption(dom::span(scale), dom::span("2 minutes")),
                     svg::svg("viewBox"_a = "0 -2 240 204", "preserveAspectRatio"_a = "none", "role"_a = "img",
                              "aria-label"_a = label, svg::path("class"_a = "grid", "d"_a = grid), paths));
}

Node bar(const Observable<double>& share) {
  // Tenths of a percent: finer steps could not be seen.
  const auto width = share.map([](double full) { return fixed_text(full * 100, 1); }).distinct();
  return svg::svg("class"_a = "bar", "viewBox"_a = "0 0 100 1", "preserveAspectRatio"_a = "none",
                  "aria-hidden"_a = true, svg::rect("height"_a = 1, "width"_a = width));
}

}  // namespace monitor
