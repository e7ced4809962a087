// The monitor's style sheet: colours, light and dark, and the layout from a phone to a wide screen.
#pragma once
#include <string_view>

namespace monitor {

extern const std::string_view style_sheet;

}  // namespace monitor
