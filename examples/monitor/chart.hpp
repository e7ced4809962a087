// Charts and bars as SVG. Their shapes are computed once for all viewers; a page only shows them.
#pragma once
#include <bonito/bonito.hpp>
#include <string_view>
#include <vector>

namespace monitor {

struct Curve {
  std::string_view style;                // its class; the style sheet has the colour
  bonito::Observable<std::string> path;  // as Series makes it
};

// The last two minutes, with a grid. `label` says what it shows to those who cannot see it; `scale`, what
// its upper edge stands for.
bonito::Node chart(std::string_view label, const bonito::Observable<std::string>& scale,
                   const std::vector<Curve>& curves);

// A horizontal bar, filled from the left.
bonito::Node bar(const bonito::Observable<double>& share);

}  // namespace monitor
