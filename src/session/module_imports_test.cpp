#include "session/module_imports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bonito::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> all;
  for (const auto& each : module_imports(text)) all.emplace_back(text.substr(each.first, each.size));
  return all;
}

TEST(ModuleImports, AreFoundInEveryForm) {
  EXPECT_THAT(
      names("import './a.js'; import b from \"b\"; import * as c from'c'\nimport d,{e as f, default as g} from 'd'"),
      ElementsAre("./a.js", "b", "c", "d"));
  EXPECT_THAT(names("export * from './a.js'; export {x as y} from 'b';export * as z from\n'c'"),
              ElementsAre("./a.js", "b", "c"));
  EXPECT_THAT(names("import{a}from'a';import{\"no name\" as b}from'b'"), ElementsAre("a", "b"));
  EXPECT_THAT(names("import data from './data.json' with { type: 'json' }; import 'b'"),
              ElementsAre("./data.json", "b"));
  EXPECT_THAT(names("\xEF\xBB\xBFimport 'a'"), ElementsAre("a")) << "after a byte order mark";
}

TEST(ModuleImports, OfAPlainStringAreFoundWhereTheyAreCalledFor) {
  EXPECT_THAT(names("const a = await import('./a.js'); f(() => import ( \"b\" , {}))"), ElementsAre("./a.js", "b"));
  EXPECT_THAT(names("import('./a' + '.js'); import(name); import(`./b.js`)"), IsEmpty());
}

TEST(ModuleImports, AreNotWhatOnlyLooksSo) {
  EXPECT_THAT(names("// import 'a'\n/* import 'b' */ const s = \"import 'c'\", t = 'import \"d\"';"), IsEmpty());
  EXPECT_THAT(names("const t = `import 'a' ${f(`import 'b' ${import('./c.js')}`)} import 'd'`; import 'e'"),
              ElementsAre("./c.js", "e"));
  EXPECT_THAT(names("import.meta.url; x.import('a'); x.export; ({import: 'a', from: 'b'}); import 'c'"),
              ElementsAre("c"));
  EXPECT_THAT(names("export const from = 'a'; export default 'b'; export function f() {} export {g}; 'c'"), IsEmpty());
  EXPECT_THAT(names("export { a, b }\nimport 'c'"), ElementsAre("c"));
}

TEST(ModuleImports, KnowARegularExpressionFromADivision) {
  EXPECT_THAT(names("const r = /import 'a'/.test(x) ? /[/'\"`]/g : x / 2; import 'b'"), ElementsAre("b"));
  EXPECT_THAT(names("if (x) /'/.test(y); const z = (a + b) / c / d; import 'b'"), ElementsAre("b"));
  EXPECT_THAT(names("return /`/; x = a[0] / 2 + \"/\"; f() / 2; n++ / 2; import 'b'"), ElementsAre("b"));
  EXPECT_THAT(names("x = y.return / 2; s = '/'; import 'b'"), ElementsAre("b"));
}

TEST(ModuleImports, HaveTheirLines) {
  const auto found = module_imports("#!/usr/bin/env node\nimport 'a';\n\nimport {\n  b\n} from 'b';");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].line, 2u);
  EXPECT_EQ(found[1].line, 6u);
}

TEST(ModuleImports, OfTextThatEndsTooSoonAreWhatHasBeenSeen) {
  for (const auto* text :
       {"import", "import {", "import 'a", "x = `", "x = `${", "/", "/*", "import(", "x = '\\", "`\\"}) {
    EXPECT_LE(names(text).size(), 1u) << text;
  }
}

}  // namespace
}  // namespace bonito::detail
