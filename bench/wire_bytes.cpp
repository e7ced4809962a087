// How many bytes travel, above the WebSocket's header, for one integer that changes? The largest of
// integers of all sizes.
#include <algorithm>

#include "bonito/bonito.hpp"
#include "support/measure.hpp"
#include "support/raw_page.hpp"

using namespace bonito;
using namespace bonito::bench;

int main() {
  const Observable<int> count{0};
  Server server{ServerOptions{.port = 0}};
  server.route("/", App([count] { return dom::p(count); }));
  auto page = test::RawPage::open(server.port());
  if (!page) fail(page.error().message);
  std::size_t most = 0;
  for (const int value : {1, 200, 60'000, -60'000, 2'000'000'000}) {
    count.set(value);
    if (!page->next()) fail("The change did not come.");
    most = std::max(most, page->frame_bytes());
  }
  report({{"bytes", static_cast<double>(most)}});
}
