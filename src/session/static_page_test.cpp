#include "session/static_page.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "base/base64.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/later.hpp"
#include "bonito/session/pages.hpp"
#include "bonito/session/session.hpp"
#include "bonito/session/websocket_connection.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"

namespace bonito {
namespace {

using namespace literals;

class StaticPage : public ::testing::Test {
 protected:
  std::string render(const App& app) { return render_page(*pages.open(), app); }

  const Registration none = force_connection<NoConnection>();
  Pages pages;
};

// What stands between `before` and the next quotation mark; empty: it does not stand there.
std::string quoted(const std::string& page, std::string_view before) {
  const auto found = page.find(before);
  if (found == std::string::npos) return "";
  const auto start = found + before.size();
  return page.substr(start, page.find('"', start) - start);
}

bool has_client(const std::string& page) { return page.find("<script type=\"module\"") != std::string::npos; }

// In base64, behind a header that says nothing.
std::string told(const Value::List& values) {
  Bytes frame(1 + data_header_size);
  Encoder out(frame);
  for (const Value& value : values) out.value(value);
  return base64(frame);
}
Value op(ServerOp op) { return Value(static_cast<int>(op)); }

TEST_F(StaticPage, WithoutAScriptHasNoClient) {
  const std::string page =
      render(App([] { return dom::p("Count: ", Observable<int>{3}, dom::button("More", on_click([] {}))); }));
  EXPECT_FALSE(has_client(page));
  EXPECT_EQ(page.find("name=\"bonito\""), std::string::npos);
  EXPECT_NE(page.find("Count: "), std::string::npos);
}

TEST_F(StaticPage, IsToldAllAtOnceAndItsPlacesFollowWhatScriptsSet) {
  const std::string page = render(App([](Session& session) {
    const Observable<int> count{3};
    session.mirror("count", count);
    return dom::p(count, dom::a("href"_a = Observable<std::string>{"/"}, "title"_a = count, "x"));
  }));
  EXPECT_TRUE(has_client(page));
  EXPECT_EQ(page.find("data-socket"), std::string::npos);
  EXPECT_EQ(quoted(page, "data-static=\""),
            told({op(ServerOp::mirror), Value(1), Value("count"), Value(3), op(ServerOp::follow), Value(1),
                  Value(Value::List{Value(2), Value(4)})}));
}

TEST_F(StaticPage, IsToldOfLongValuesAsAWhole) {
  const std::vector<float> numbers(100'000, 1.5f);
  const std::string page = render(App([&](Session& session) {
    session.mirror("numbers", Observable<std::vector<float>>{numbers});
    return dom::p("x");
  }));
  EXPECT_GT(quoted(page, "data-static=\"").size(), numbers.size() * sizeof(float) * 4 / 3);
}

TEST_F(StaticPage, PreloadsTheModuleOfItsScripts) {
  const std::string page = render(App([](Session& session) {
    session.eval(js("document.title = $0", "scripted"));
    return dom::p("x");
  }));
  EXPECT_TRUE(has_client(page));
  EXPECT_FALSE(quoted(page, "<link rel=\"modulepreload\" href=\"").empty());
}

TEST_F(StaticPage, ShowsItsContentAndNoLoadingPage) {
  const std::string page = render(App([] { return dom::p("content"); }, {.loading_page = dom::p("Loading…")}));
  EXPECT_NE(page.find("<p>content</p>"), std::string::npos);
  EXPECT_EQ(page.find("Loading…"), std::string::npos);
}

TEST_F(StaticPage, ShowsWhatWouldComeLaterAtOnce) {
  const std::string page = render(App([] {
    return dom::main(later([] { return dom::b("made"); }, "Wait"),
                     later([]() -> std::string { throw std::runtime_error("no such file"); }));
  }));
  EXPECT_NE(page.find("<b>made</b>"), std::string::npos);
  EXPECT_EQ(page.find("Wait"), std::string::npos);
  EXPECT_NE(page.find("role=\"alert\""), std::string::npos);
}

TEST_F(StaticPage, MayBeAnAppInAPageOfSomebodyElses) {
  const App app([](Session& session) {
    const Observable<int> count{3};
    session.mirror("count", count);
    return dom::p(count);
  });
  const std::string first = pages.embed(app);
  EXPECT_TRUE(has_client(first));
  EXPECT_FALSE(quoted(first, "data-static=\"").empty());
  const std::string still = pages.embed(App([] { return dom::p("still"); }));
  EXPECT_TRUE(still.ends_with("<p>still</p></bonito-app>")) << still;
}

}  // namespace
}  // namespace bonito
