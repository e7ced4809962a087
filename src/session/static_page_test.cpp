#include "session/static_page.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "base/base64.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/asset.hpp"
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

struct Untold {};
Value to_value(const Untold&) { throw std::runtime_error("it cannot be told"); }

bool has_client(const std::string& page) { return page.find("<script type=\"module\"") != std::string::npos; }

// The messages in base64, behind a header that says nothing.
std::string told(const Value::List& values) {
  Bytes frame(1 + data_header_size);
  Encoder out(frame);
  for (const Value& value : values) out.value(value);
  return base64(frame);
}
Value op(ServerOp op) { return Value(static_cast<int>(op)); }
Value slots(std::initializer_list<int> numbers) { return Value(Value::List(numbers.begin(), numbers.end())); }
// The slots that are one observable's. With the message that aligns what follows.
Value::List group(std::initializer_list<int> numbers) {
  Value::List messages{op(ServerOp::follow), slots(numbers), op(ServerOp::pad)};
  const auto missing = (0 - (2 + numbers.size() + 3)) % 8;  // opcode and list, opcode and head
  messages.emplace_back(Bytes(missing));
  return messages;
}
Value::List operator+(Value::List first, const Value::List& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}
// The bytes of what the page is told.
std::string told_in(const std::string& page) {
  std::string bytes;
  unsigned bits = 0, count = 0;
  for (const char digit : quoted(page, "data-static=\"")) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto value = digits.find(digit);
    if (value == std::string_view::npos) break;
    bits = bits << 6 | static_cast<unsigned>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}
std::size_t times(std::string_view what, const std::string& in) {
  std::size_t count = 0;
  for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++count;
  return count;
}

TEST_F(StaticPage, WithoutAScriptHasNoClient) {
  const std::string page =
      render(App([] { return dom::p("Count: ", Observable<int>{3}, dom::button("More", on_click([] {}))); }));
  EXPECT_FALSE(has_client(page));
  EXPECT_EQ(page.find("name=\"bonito\""), std::string::npos);
  EXPECT_NE(page.find("Count: "), std::string::npos);
}

TEST_F(StaticPage, IsToldAllAtOnceAndWhatIsOneObservable) {
  const std::string page = render(App([](Session& session) {
    const Observable<int> count{3};
    session.mirror("count", count);
    return dom::p(count, dom::a("href"_a = Observable<std::string>{"/"}, "title"_a = count, "x"));
  }));
  EXPECT_TRUE(has_client(page));
  EXPECT_EQ(page.find("data-socket"), std::string::npos);
  EXPECT_EQ(quoted(page, "data-static=\""),
            told(group({1, 2, 4}) + Value::List{op(ServerOp::mirror), Value(1), Value("count"), Value(3)}));
}

TEST_F(StaticPage, HasOneGroupOfAllMirrorsOfAnObservable) {
  const std::string page = render(App([](Session& session) {
    const Observable<int> count{3};
    session.mirror("count", count);
    session.mirror("again", count);
    session.mirror("another", Observable<int>{4});
    return dom::p("x");
  }));
  EXPECT_EQ(quoted(page, "data-static=\""),
            told(group({1, 2}) + Value::List{op(ServerOp::mirror), Value(1), Value("count"), Value(3),
                                             op(ServerOp::mirror), Value(2), Value("again"), Value(3),
                                             op(ServerOp::mirror), Value(3), Value("another"), Value(4)}));
}

TEST_F(StaticPage, IsToldOfLongValuesBeforeTheScriptsThatAreGivenThem) {
  const std::vector<float> numbers(100'000, 1.5f);
  const std::string page = render(App([&](Session& session) {
    session.eval(js("draw($0, $1)", Observable<std::vector<float>>{numbers}, "what the script is given"));
    return dom::p("x");
  }));
  const auto script = told_in(page).find("what the script is given");
  ASSERT_NE(script, std::string::npos);
  EXPECT_GT(script, numbers.size() * sizeof(float));
}

TEST_F(StaticPage, IsToldOfTheNewestWhenMoreWasSetThanIsKept) {
  const std::string page = render(App([](Session& session) {
    const auto every = Observable<std::string>{""}.deliver(Delivery::every);
    const auto other = Observable<std::string>{"of the other"}.deliver(Delivery::every);
    session.mirror("every", every);
    session.mirror("other", other);
    for (int i = 0; i < 10; ++i) every.set(std::string(100'000, static_cast<char>('a' + i)));
    return dom::p(every);
  }));
  const std::string all = told_in(page);
  EXPECT_EQ(times("of the other", all), 1u);
  EXPECT_NE(all.find("jjjj"), std::string::npos);
  EXPECT_EQ(all.find("hhhh"), std::string::npos);
}

TEST_F(StaticPage, SaysWhatCannotBeTold) {
  const std::string page = render(App([](Session& session) {
    session.mirror("untold", Observable<Untold>{Untold{}});
    return dom::p("x");
  }));
  EXPECT_TRUE(has_client(page));
  EXPECT_NE(quoted(page, "data-static=\""), told({}));
}

TEST_F(StaticPage, HasTheClientForModulesOfItsOwn) {
  const std::string page =
      render(App([] { return dom::main(Asset::text("Bonito.on_status(() => {})", "text/javascript", "own.js")); }));
  EXPECT_LT(page.find("bonito.js"), page.find("own.js"));
  EXPECT_EQ(quoted(page, "data-static=\""), told({}));
}

TEST_F(StaticPage, HasAModuleForEachScriptAsNobodyHearsOfOneThatCannotBeRead) {
  const std::string page = render(App([](Session& session) {
    for (const int number : {1, 2}) session.eval(js("document.title = $0", number));
    session.eval(js("this is no script"));
    return dom::p("x");
  }));
  EXPECT_TRUE(has_client(page));
  EXPECT_EQ(times("_bonito/", told_in(page)), 2u);
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
  EXPECT_TRUE(still.ends_with(" data-static=\"\"><p>still</p></bonito-app>")) << still;
}

}  // namespace
}  // namespace bonito
