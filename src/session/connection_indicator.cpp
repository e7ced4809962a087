#include "bonito/session/connection_indicator.hpp"

#include "bonito/dom/html.hpp"

namespace bonito {
namespace {

// What changes is seen after a delay: a page that loads, or is back in a moment, shows nothing. It stands where the
// box stands that tells of failures, which covers it in a narrow window.
Styles looks() {
  return Styles{{"position", "fixed"},
                {"inset", "auto 1rem 1rem auto"},
                {"z-index", "2147483646"},
                {"display", "flex"},
                {"align-items", "center"},
                {"gap", ".5em"},
                {"max-width", "calc(100vw - 2rem)"},
                {"box-sizing", "border-box"},
                {"padding", ".35em .85em .35em .7em"},
                {"border", "1px solid #c9d1db"},
                {"border-radius", "1em"},
                {"background", "#ffffff"},
                {"color", "#1f2937"},
                {"box-shadow", "0 .15rem .6rem #0002"},
                {"font", "500 .8125rem/1.3 system-ui, sans-serif"},
                {"pointer-events", "none"},
                {"--dot", "#8390a0"},
                {"transition", "opacity .25s 1s"}}
      .rule("::before", {{"content", "\"\""},
                         {"flex", "none"},
                         {"width", ".5rem"},
                         {"height", ".5rem"},
                         {"border-radius", "50%"},
                         {"background", "var(--dot)"},
                         {"forced-color-adjust", "none"}})
      .rule("&[data-bonito-status=connected]",
            {{"--dot", "#1a9e5c"}, {"opacity", "0"}, {"transition", "opacity .6s 1.5s"}})
      .rule("&[data-bonito-status=reconnecting]", {{"--dot", "#d98a00"}, {"transition", "opacity .25s .5s"}})
      .rule("&[data-bonito-status=offline]", {{"--dot", "#d23b3b"}, {"transition", "opacity .25s"}})
      .rule("@starting-style", {{"opacity", "0"}})
      .rule("@media print", {{"display", "none"}})
      .rule("@media (prefers-color-scheme: dark)", {{"border-color", "#3a4656"},
                                                    {"background", "#1a212b"},
                                                    {"color", "#e3e9f1"},
                                                    {"box-shadow", "0 .15rem .6rem #0008"}})
      .rule("@media (prefers-reduced-motion: reduce) &[data-bonito-status]", {{"transition-duration", "0s"}});
}

}  // namespace

ConnectionIndicator::ConnectionIndicator(const ConnectionIndicatorOptions& options) {
  using namespace literals;
  static const Styles look = looks();
  node_ = dom::div("style"_a = options.style.over(look), "role"_a = "status", "aria-live"_a = "polite",
                   "data-bonito-status"_a = "static", "data-text-connected"_a = options.connected,
                   "data-text-reconnecting"_a = options.reconnecting, "data-text-offline"_a = options.offline,
                   options.static_page);
}

}  // namespace bonito
