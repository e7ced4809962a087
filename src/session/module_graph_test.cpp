// Asset::module: what becomes of files that import each other and others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bonito/base/error.hpp"
#include "bonito/base/random.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/session/asset_server.hpp"
#include "bonito/session/pages.hpp"

namespace bonito {
namespace {

using testing::HasSubstr;

class Modules : public ::testing::Test {
 protected:
  ~Modules() override { std::filesystem::remove_all(folder); }
  void write(const std::filesystem::path& name, std::string_view text) const {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }
  Asset module(const std::string& name, const Asset::Imports& imports = {}) const {
    return Asset::module(folder / name, imports);
  }
  std::string refusal(const Asset::Imports& imports = {}) const {
    try {
      module("app.js", imports);
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "";
  }
  static std::string text(const Asset& asset) { return std::string(as_text(asset.content())); }
  static Asset part(const Asset& asset, std::string_view name) {
    for (const Asset& each : asset.parts()) {
      if (each.key().ends_with(name)) return each;
    }
    throw std::runtime_error("there is no part " + std::string(name));
  }

  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("bonito_modules_" + random_id());
};

TEST_F(Modules, NameTheFilesThatTheyImportByTheirAddresses) {
  write("app.js", "import { view } from './lib/view.js'; // './lib/view.js'\n");
  write("lib/view.js", "import '../base.js'; export const view = 1;");
  write("base.js", "export {};");
  const Asset app = module("app.js");
  ASSERT_EQ(app.parts().size(), 2u);
  const Asset view = part(app, "-view.js");
  EXPECT_EQ(text(app), "import { view } from './" + view.key() + "'; // './lib/view.js'\n");
  EXPECT_EQ(text(view), "import './" + part(app, "-base.js").key() + "'; export const view = 1;");
  EXPECT_TRUE(app.is_module());
  EXPECT_EQ(app.mime(), "text/javascript; charset=utf-8");
}

TEST_F(Modules, HaveAnotherAddressWhenAFileChangesThatTheyLeadTo) {
  write("app.js", "import './view.js';");
  write("view.js", "import './base.js';");
  write("base.js", "export const a = 1;");
  const auto before = module("app.js").key();
  EXPECT_EQ(module("app.js").key(), before);
  write("base.js", "export const a = 2;");
  EXPECT_NE(module("app.js").key(), before);
}

TEST_F(Modules, ThatImportEachOtherHaveOneAddressEachWherEverOneComesIn) {
  write("app.js", "import './a.js';");
  write("a.js", "import './b.js'; import './c.js'; export const a = 1;");
  write("b.js", "import './a.js'; export const b = 1;");
  write("c.js", "export const c = 1;");
  const Asset app = module("app.js");
  const Asset a = part(app, "-a.js");
  const Asset b = part(app, "-b.js");
  EXPECT_THAT(text(a), HasSubstr("'./" + b.key() + "'"));
  EXPECT_THAT(text(b), HasSubstr("'./" + a.key() + "'"));
  EXPECT_EQ(module("b.js").key(), b.key());
  EXPECT_EQ(text(module("b.js")), text(b));
  EXPECT_EQ(part(module("b.js"), "-a.js").key(), a.key());
  write("c.js", "export const c = 2;");
  EXPECT_NE(part(module("app.js"), "-b.js").key(), b.key());
}

TEST_F(Modules, MeanByBareNamesWhatTheProgramSays) {
  write("app.js", "import * as three from 'three'; import 'far'; import 'https://example.org/x.js'; import('/own.js')");
  write("three.js", "import './core.js';");
  write("core.js", "export {};");
  const Asset three = module("three.js");
  const Asset app = module("app.js", {{"three", three}, {"far", Asset("https://example.org/far.mjs")}});
  EXPECT_EQ(text(app), "import * as three from './" + three.key() +
                           "'; import 'https://example.org/far.mjs'; import 'https://example.org/x.js'; "
                           "import('/own.js')");
  EXPECT_EQ(app.parts().size(), 2u) << "three and its core";
  EXPECT_THAT(refusal({{"three", three}}), HasSubstr("app.js:1: what is \"far\"?"));
}

TEST_F(Modules, DoNotImportWhatHasAnIntegrityThatNobodyWouldCheck) {
  write("app.js", "// first\nimport './view.js';");
  write("view.js", "// first\nimport 'far';");
  const std::string url = "https://example.org/far.mjs";
  const auto said = refusal({{"far", Asset::module(url, {}, {.integrity = "sha384-x"})}});
  EXPECT_THAT(said, HasSubstr("view.js:2: the integrity of \"far\" (" + url + ") would not be checked"));
  EXPECT_THAT(said, HasSubstr("as an argument of js(), where its integrity is checked, or serve the file"));
  EXPECT_EQ(refusal({{"far", Asset::module(url)}}), "");
  write("view.js", "export {};");
  EXPECT_EQ(refusal({{"far", Asset(url, {.integrity = "sha384-x"})}}), "") << "nobody imports it";
}

TEST_F(Modules, SayWhichFileIsMissingAndWhoWantsIt) {
  EXPECT_THAT(refusal(), HasSubstr("cannot be read"));
  write("app.js", "// first\nimport './view';");
  EXPECT_THAT(refusal(), HasSubstr("app.js:2: there is no file \"./view\" to import"));
  write("app.js", "import './view.ts';");
  write("view.ts", "");
  EXPECT_THAT(refusal(), HasSubstr("bonito_add_module()"));
}

TEST_F(Modules, StandInsideAPageThatHoldsEverything) {
  write("app.js", "import './view.js'; import './base.js';");
  write("view.js", "import './base.js';");
  write("base.js", "globalThis.ran = (globalThis.ran ?? 0) + 1;");
  const Registration inlined = force_asset_server<InlineAssetServer>();
  Pages pages;
  const App app([asset = module("app.js")] { return dom::main(asset); });
  const auto page = pages.page(app, {.method = "GET", .path = "/"}).body;
  EXPECT_THAT(page, HasSubstr("type=\"module\" src=\"data:text/javascript;charset=utf-8;base64,"));
  EXPECT_EQ(page.find("-view.js"), std::string::npos) << "nothing is asked for";
}

}  // namespace
}  // namespace bonito
