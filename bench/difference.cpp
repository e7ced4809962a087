// A region of 10,000 elements in which one text changes: how long from set() until a client has the patch, what of that
// is the comparison (a region of one element takes the rest), and how many bytes is it? The content is made anew, each
// element of it, before the time begins; the same with a button and a live text in every row; or only the elements
// around the text are new, and the others are the very same. A change comes alone, when the program rests again; or as
// soon as the next content is made, while the page may still be freeing the content before the last.
#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "support/measure.hpp"
#include "support/raw_page.hpp"

using namespace bonito;
using namespace bonito::bench;

namespace {

constexpr int rounds = 101;
constexpr int rows = 2000;  // of five elements

Node row(int number, int text) {
  return dom::tr("class"_a = "row", dom::td("row ", number), dom::td(dom::b(text)), dom::td("title"_a = "last"));
}

Node made_anew(int text) {
  std::vector<Node> all;
  for (int i = 0; i < rows; ++i) all.push_back(row(i, i == rows / 2 ? text : 0));
  return dom::table(dom::tbody(all));
}

Node live_row(int number, int text) {
  static const Observable<int> live{0};
  return dom::tr("class"_a = "row", dom::td("row ", number), dom::td(dom::b(text)),
                 dom::td(dom::button(live, on_click([] {}))));
}

Node live_anew(int text) {
  std::vector<Node> all;
  for (int i = 0; i < rows * 5 / 6; ++i) all.push_back(live_row(i, i == rows / 2 ? text : 0));
  return dom::table(dom::tbody(all));
}

Node shared(int text) {
  static const auto others = [] {
    std::vector<Node> all;
    for (int i = 0; i < rows; ++i) all.push_back(row(i, 0));
    return all;
  }();
  auto all = others;
  all[rows / 2] = row(rows / 2, text);
  return dom::table(dom::tbody(all));
}

enum class Comes { alone, at_once };
constexpr auto rest = std::chrono::milliseconds(5);

struct Measured {
  double microseconds;
  std::size_t bytes;
};

Measured measure(Node (*content)(int), Comes comes = Comes::alone) {
  const Observable<Node> shown{content(0)};
  Server server{ServerOptions{.port = 0}};
  server.route("/", App([shown] { return dom::main(shown); }));
  auto page = test::RawPage::open(server.port());
  if (!page) fail(page.error().message);
  std::vector<double> times;
  std::size_t bytes = 0;
  for (int i = 1; i <= rounds; ++i) {
    const Node next = content(1000 + i);
    if (comes == Comes::alone) std::this_thread::sleep_for(rest);
    const auto start = Clock::now();
    shown.set(next);
    if (!page->next()) fail("The change did not come.");
    times.push_back(microseconds(Clock::now() - start));
    bytes = page->frame_bytes();
  }
  return {percentile(times, 50), bytes};
}

}  // namespace

int main() {
  const auto small = measure([](int text) { return dom::p(text); });
  const auto anew = measure(made_anew), live = measure(live_anew), same = measure(shared);
  const auto at_once = measure(made_anew, Comes::at_once);
  report({{"anew", (anew.microseconds - small.microseconds) / 1000},
          {"at_once", (at_once.microseconds - small.microseconds) / 1000},
          {"live", (live.microseconds - small.microseconds) / 1000},
          {"shared", (same.microseconds - small.microseconds) / 1000},
          {"whole", anew.microseconds / 1000, small.microseconds / 1000},
          {"bytes", static_cast<double>(std::max(anew.bytes, same.bytes))}});
}
