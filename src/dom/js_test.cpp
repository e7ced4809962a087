#include "bonito/dom/js.hpp"

#include <gtest/gtest.h>

#include "bonito/dom/html.hpp"

namespace bonito {
namespace {

std::string function(const Js& script, detail::JsForm form = detail::JsForm::statements) {
  return detail::js_function(script.source(), script.arguments().size(), form);
}
Value value(const Js& script, std::size_t argument) { return std::get<Value>(script.arguments().at(argument)); }

TEST(Js, IsAnAsyncFunctionOfItsArguments) {
  const Js script = js("console.log($1, await $0);", "a", 2);
  EXPECT_EQ(function(script), "async (Bonito, $0, $1) => {\nconsole.log($1, await $0);\n}");
  EXPECT_EQ(value(script, 0), Value("a"));
  EXPECT_EQ(value(script, 1), Value(2));
}

TEST(Js, IsWhatAnArrowFunctionGivesWhereAnExpressionIsAskedFor) {
  EXPECT_EQ(function(js("value => $0 + value // plus", 1), detail::JsForm::expression),
            "(Bonito, $0) => (\nvalue => $0 + value // plus\n)");
}

TEST(Js, TwoDollarsAreOneAndDollarBraceIsJavaScripts) {
  EXPECT_EQ(function(js("f(`${1 + 1} $$5 $$$$`)")), "async (Bonito) => {\nf(`${1 + 1} $5 $$`)\n}");
}

TEST(Js, ArgumentsAreValuesAndNeverSource) {
  const std::string hostile = "`); alert(1); //</script>";
  EXPECT_EQ(function(js("f($0)", hostile)), function(js("f($0)", "harmless")));
  EXPECT_EQ(value(js("f($0)", hostile), 0), Value(hostile));
}

TEST(Js, TakesNodesObservablesAndOtherScripts) {
  const Node input = dom::input();
  const Observable<int> count{3};
  const Js script = js("$0; $1; $2", input, count, js("x => x * $0", 2));
  EXPECT_EQ(std::get<Node>(script.arguments()[0]).data(), input.data());
  const auto& live = *std::get<std::shared_ptr<const Live>>(script.arguments()[1]);
  EXPECT_EQ(live.value(live.snapshot()), Value(3));
  EXPECT_EQ(std::get<std::shared_ptr<const Js>>(script.arguments()[2])->source(), "x => x * $0");
}

TEST(Js, KnowsWhereItWasWritten) {
  const auto line = __LINE__ + 1;
  const Js script = js("f()");
  EXPECT_EQ(script.place().line, line);
  EXPECT_NE(script.place().text().find("js_test.cpp"), std::string::npos);
}

TEST(Js, NothingIsEmpty) {
  EXPECT_TRUE(Js().is_empty());
  EXPECT_FALSE(js("f()").is_empty());
}

TEST(Js, SourceKnownOnlyAtRunTimeTakesTheSameRoute) {
  EXPECT_EQ(function(js_unchecked(std::string("f($0)"), 1)), function(js("f($0)", 1)));
}

}  // namespace
}  // namespace bonito
