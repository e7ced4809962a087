// The browser scrolls over an element as high as all rows would be. The rows near what is visible stand in another one
// inside, which is moved to where they belong.
#include "bonito/dom/virtual_list.hpp"

#include <chrono>
#include <optional>

#include "bonito/dom/html.hpp"
#include "bonito/wire/number_text.hpp"
#include "dom/row_layout.hpp"

namespace bonito {

struct VirtualList::Made {
  Rows rows;
  int row_height;
  VirtualListOptions options;
};

namespace {

using namespace std::chrono_literals;
using namespace literals;

constexpr auto scroll_pause = 50ms;

// The browser would scroll by itself to make up for rows that come above; but they are put where they belong.
const Styles& scroller_style() {
  static const Styles style{{"height", "60vh"}, {"overflow", "auto"}, {"overflow-anchor", "none"}};
  return style;
}

}  // namespace

VirtualList::VirtualList(Rows rows, int row_height, VirtualListOptions options)
    : made_(std::make_shared<const Made>(Made{std::move(rows), row_height, std::move(options)})) {
  if (row_height < 1) throw Failure({Errc::usage, "The rows of a VirtualList are at least 1 pixel high."});
}

Node VirtualList::node() const {
  const auto& [rows, row_height, options] = *made_;
  const detail::RowLayout layout(row_height);
  const Observable<detail::Scrolled> scrolled;
  const Observable<std::size_t> count = rows->count();

  const auto place = combine(scrolled, count);
  const auto window = place.map([=](const auto& now, std::size_t all) { return layout.window(now, all); }).distinct();
  const auto height = place.map([=](const auto& now, std::size_t all) {
    return "position:relative;overflow:hidden;height:" + js_text(layout.height(now, all)) + "px";
  });
  const auto top = window.map(
      [](const detail::RowWindow& now) { return "position:absolute;left:0;right:0;top:" + js_text(now.top) + "px"; });

  const auto frame = [count, is_table = options.is_table,
                      style = Styles{{"height", std::to_string(row_height) + "px"},
                                     {"box-sizing", "border-box"},
                                     {"overflow", "hidden"}}](std::size_t index, Node content) -> Node {
    if (is_table) return dom::div("role"_a = "row", "aria-rowindex"_a = index + 1, "style"_a = style, content);
    return dom::div("role"_a = "listitem", "aria-posinset"_a = index + 1, "aria-setsize"_a = count, "style"_a = style,
                    content);
  };
  const auto hear = [=](const Event& event) {
    const auto said_top = event.get<double>("scrollTop"), visible = event.get<double>("clientHeight");
    const auto full = event.get<double>("scrollHeight");
    if (!said_top || !visible || !full) return;
    const std::size_t all = count.get();
    scrolled.update([&](detail::Scrolled& now) { now = layout.scrolled(now, all, *said_top, *visible, *full); });
  };
  const std::vector<std::string> fields = {"scrollTop", "clientHeight", "scrollHeight"};

  const auto label = options.label.empty() ? std::nullopt : std::optional(options.label);
  const auto row_count = count.map(
      [is_table = options.is_table](std::size_t all) { return is_table ? std::optional(all) : std::nullopt; });
  return dom::div("role"_a = options.is_table ? "table" : "list", "aria-label"_a = label, "aria-rowcount"_a = row_count,
                  "tabindex"_a = 0, "style"_a = options.style.over(scroller_style()),
                  on("scroll", hear, {.fields = fields, .throttle = scroll_pause}),
                  on("bonito:resize", hear, {.fields = fields}),
                  dom::div("role"_a = "none", "style"_a = height.distinct(),
                           dom::div("role"_a = "none", "style"_a = top.distinct(), rows->nodes(window, frame))));
}

}  // namespace bonito
