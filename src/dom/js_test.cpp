#include "bonito/dom/js.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

TEST(Js, IsAModuleThatExportsAnAsyncFunctionOfItsArguments) {
  const Js script = js("console.log($1, await $0);", "a", 2);
  EXPECT_EQ(script.module(), "export default async (Bonito, $0, $1) => {\nconsole.log($1, await $0);\n};\n");
  EXPECT_EQ(script.arguments(), (Value::List{Value("a"), Value(2)}));
}

TEST(Js, TwoDollarsAreOneAndDollarBraceIsJavaScripts) {
  EXPECT_EQ(js("f(`${1 + 1} $$5 $$$$`)").module(), "export default async (Bonito) => {\nf(`${1 + 1} $5 $$`)\n};\n");
}

TEST(Js, ArgumentsAreValuesAndNeverSource) {
  const std::string hostile = "`); alert(1); //</script>";
  EXPECT_EQ(js("f($0)", hostile).module(), js("f($0)", "harmless").module());
  EXPECT_EQ(js("f($0)", hostile).arguments().front(), Value(hostile));
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
  EXPECT_EQ(js_unchecked(std::string("f($0)"), 1).module(), js("f($0)", 1).module());
}

}  // namespace
}  // namespace bonito
