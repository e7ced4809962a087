// Whose assets are, and for how long, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "bonito/base/random.hpp"
#include "bonito/bonito.hpp"
#include "bonito/web/error_page.hpp"
#include "bonito/wire/frame.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using namespace literals;
using test::http_get;
using test::RawPage;
using testing::HasSubstr;
using testing::Not;

constexpr auto local = "127.0.0.1";

Asset picture(const std::string& name) {
  return Asset::text("<svg>" + name + "</svg>", "image/svg+xml", name + ".svg");
}

Node shown(const Asset& asset) { return dom::img("src"_a = asset, "alt"_a = ""); }

int status_of(const Server& server, const Asset& asset, const Headers& headers = {}) {
  return http_get(local, server.port(), "/_bonito/" + asset.key(), headers).value().status;
}

// Waits until the server answers so; what is closed is closed soon.
void expect_soon(int status, const Server& server, const Asset& asset) {
  for (int i = 0; i < 500 && status_of(server, asset) != status; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(status_of(server, asset), status) << asset.key();
}

std::string user_of(const Request& request) { return std::string(find_header(request.headers, "User")); }

TEST(Assets, OfTwoContentsThatDifferInOneByteHaveTwoAddresses) {
  Bytes one(10'000'000, std::byte{7});
  Bytes other = one;
  other[5'000'001] = std::byte{8};
  const auto a = Asset::bytes(one, "application/octet-stream", "blob.bin");
  const auto b = Asset::bytes(other, "application/octet-stream", "blob.bin");
  EXPECT_NE(a.key(), b.key());
  Server server{{.port = 0}};
  server.route("/", App([=] { return dom::main(dom::a("href"_a = a, "one"), dom::a("href"_a = b, "other")); }));
  const auto page = RawPage::open(server.port()).value();
  EXPECT_EQ(http_get(local, server.port(), "/_bonito/" + a.key()).value().body, as_text(one));
  EXPECT_EQ(http_get(local, server.port(), "/_bonito/" + b.key()).value().body, as_text(other));
}

TEST(Assets, AreServedUntilTheLastPageThatShowsThemIsGoneThoughTheProgramKeepsThem) {
  const Asset logo = picture("logo");
  Server server{{.port = 0}};
  server.route("/", App([=](Session& session) {
                 return dom::main(shown(logo), dom::button("end", on_click([&session] { session.close(); })));
               }));
  EXPECT_EQ(status_of(server, logo), 404) << "before any page";
  auto one = RawPage::open(server.port()).value();
  auto other = RawPage::open(server.port()).value();
  one.event(1);
  while (one.next()) continue;
  EXPECT_EQ(status_of(server, logo), 200) << "another page shows it";
  other.event(1);
  while (other.next()) continue;
  expect_soon(404, server, logo);
}

TEST(Assets, OfARegionGoWithItUnlessSomebodyElseShowsThem) {
  const Asset first = picture("first");
  const Asset second = picture("second");
  const Observable<Node> above{shown(first)};
  const Observable<Node> below{dom::fragment(shown(first), shown(second))};
  Server server{{.port = 0}};
  server.route("/", App([=] { return dom::main(above, below); }));
  auto page = RawPage::open(server.port()).value();
  EXPECT_EQ(status_of(server, first), 200);
  below.set(dom::p("nothing"));
  ASSERT_TRUE(page.next());
  expect_soon(404, server, second);
  EXPECT_EQ(status_of(server, first), 200) << "the region above shows it";
  above.set(shown(second));
  ASSERT_TRUE(page.next());
  expect_soon(404, server, first);
  EXPECT_EQ(status_of(server, second), 200);
}

TEST(Assets, OfAPageForSomebodyAreTheirsAlone) {
  const Asset secret = picture("secret");
  Server server{{.port = 0, .identify = user_of}};
  const Handler page = App([=] { return dom::main(shown(secret)); });
  server.route("/", Handler([=](const Visit& visit) {
                 return visit.request.identity.empty() ? error_page(403, "Members only.") : page(visit);
               }));
  EXPECT_EQ(http_get(local, server.port(), "/").value().status, 403);
  EXPECT_EQ(http_get(local, server.port(), "/", {{"User", "ada"}}).value().status, 200);
  EXPECT_EQ(status_of(server, secret), 404);
  EXPECT_EQ(status_of(server, secret, {{"User", "bob"}}), 404);
  const auto own = http_get(local, server.port(), "/_bonito/" + secret.key(), {{"User", "ada"}}).value();
  EXPECT_EQ(own.status, 200);
  EXPECT_EQ(find_header(own.headers, "Cache-Control"), "private, max-age=31536000, immutable");
}

TEST(Assets, ThatAPageForEverybodyShowsTooAreForEverybody) {
  const Asset logo = picture("logo");
  Server server{{.port = 0}};
  const Handler page = App([=] { return dom::main(shown(logo)); });
  server.route("/", page).route("/own", with_identity(page, user_of));
  EXPECT_EQ(http_get(local, server.port(), "/own", {{"User", "ada"}}).value().status, 200);
  EXPECT_EQ(status_of(server, logo), 404);
  EXPECT_EQ(status_of(server, logo, {{"User", "ada"}}), 200) << "as that route finds out who asks";
  EXPECT_EQ(http_get(local, server.port(), "/").value().status, 200);
  EXPECT_EQ(status_of(server, logo), 200);
}

TEST(Assets, MayBeReadByPagesOfOtherOriginsIfTheProgramSaysWhich) {
  const Asset logo = picture("logo");
  const auto allowed = [&](std::vector<std::string> origins, const std::string& origin) {
    Server server{{.port = 0, .asset_origins = std::move(origins)}};
    server.route("/", App([=] { return dom::main(shown(logo)); }));
    const auto page = http_get(local, server.port(), "/").value();
    const auto answer = http_get(local, server.port(), "/_bonito/" + logo.key(), {{"Origin", origin}}).value();
    EXPECT_EQ(answer.status, 200);
    return std::string(find_header(answer.headers, "Access-Control-Allow-Origin"));
  };
  EXPECT_EQ(allowed({}, "https://a.example"), "");
  EXPECT_EQ(allowed({"https://a.example", "https://b.example"}, "https://b.example"), "https://b.example");
  EXPECT_EQ(allowed({"https://a.example"}, "https://c.example"), "");
  EXPECT_EQ(allowed({"*"}, "https://c.example"), "*");
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(Assets, StandInTheHeadOnceHoweverManyRegionsAskForThem) {
  const Asset sheet = Asset::text("p { color: red }", "text/css", "red.css");
  const Asset script = Asset::text("export {}", "text/javascript", "run.js");
  const Observable<Node> one{dom::fragment(dom::p("one"))};
  const auto asking = [=](Session& session) {
    return dom::fragment(to_node(session, sheet), to_node(session, script));
  };
  Server server{{.port = 0}};
  server.route("/", App([=](Session& session) {
                 return dom::main(asking(session), sheet, script, dom::div(sheet), one, dom::button(on_click([=] {
                                    one.set(dom::fragment(dom::div(sheet, script), dom::div(sheet, script)));
                                  })));
               }));
  auto page = RawPage::open(server.port()).value();
  const auto body = page.html().find("<body>");
  EXPECT_EQ(count(page.html(), sheet.key()), 1u);
  EXPECT_EQ(count(page.html(), script.key()), 1u);
  EXPECT_LT(page.html().find(sheet.key()), body);
  EXPECT_LT(page.html().find("-bonito.js"), page.html().find(script.key())) << "it finds Bonito there";
  EXPECT_LT(page.html().find(script.key()), body);
}

TEST(Assets, OfALaterContentAreNamedBeforeItOnceForTheClientToPutIntoTheHead) {
  const Asset sheet = Asset::text("p { color: red }", "text/css", "red.css");
  const Observable<Node> region{dom::fragment(dom::p("one"))};
  Server server{{.port = 0}};
  server.route("/", App([=] { return dom::main(region); }));
  auto page = RawPage::open(server.port()).value();
  region.set(dom::fragment(dom::div(sheet), dom::div(sheet)));
  const auto message = page.next().value();
  ASSERT_EQ(message.at(0), Value(static_cast<int>(ServerOp::patch)));
  ASSERT_NE(message.at(3).text(), nullptr);
  EXPECT_EQ(*message.at(3).text(), "<!--n:sheet _bonito/" + sheet.key() + "-->");
  EXPECT_EQ(status_of(server, sheet), 200);
}

TEST(Assets, OfEachTypeHaveTheirElement) {
  const auto made = [](const std::string& mime) { return Asset::text("x", mime, "thing"); };
  Server server{{.port = 0}};
  server.route("/", App([=] {
                 return dom::main(made("video/mp4"), made("audio/ogg"), made("text/html"), made("font/woff2"),
                                  made("image/png"), Asset("https://example.org/a.mjs", {.integrity = "sha384-x"}),
                                  Asset("https://example.org/a.css"), Asset::script("https://example.org/l.js", "L"));
               }));
  const auto html = http_get(local, server.port(), "/").value().body;
  EXPECT_THAT(html, HasSubstr("<video controls preload=\"metadata\" src=\"_bonito/" + made("video/mp4").key()));
  EXPECT_THAT(html, HasSubstr("<audio controls preload=\"metadata\" src=\"_bonito/" + made("audio/ogg").key()));
  EXPECT_THAT(html, HasSubstr("<iframe sandbox=\"\" title=\"A document\" src=\"_bonito/" + made("text/html").key()));
  EXPECT_THAT(html, HasSubstr("<link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin=\"anonymous\""));
  EXPECT_THAT(html, HasSubstr("<img src=\"_bonito/" + made("image/png").key()));
  EXPECT_THAT(html, HasSubstr("<script type=\"module\" src=\"https://example.org/a.mjs\" integrity=\"sha384-x\" "
                              "crossorigin=\"anonymous\">"));
  EXPECT_THAT(html, HasSubstr("<link rel=\"stylesheet\" href=\"https://example.org/a.css\">"));
  EXPECT_THAT(html, HasSubstr("<script defer src=\"https://example.org/l.js\">"));
  const auto frame = http_get(local, server.port(), "/_bonito/" + made("text/html").key()).value();
  EXPECT_EQ(find_header(frame.headers, "Content-Security-Policy"), "sandbox");
}

TEST(Assets, WhoseFilesChangeEndTheirPagesInDevelopmentAndTheNextPageHasTheNewOnes) {
  const auto folder = std::filesystem::temp_directory_path() / ("bonito_assets_" + random_id());
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, const std::string& text) { std::ofstream(folder / name) << text; };
  write("app.js", "import './part.js';");
  write("part.js", "1");
  const Asset module = Asset::module(folder / "app.js");
  {
    Server server{{.port = 0, .development = true}};
    server.route("/", App([=] { return dom::main(module); })).route("/other", App([] { return dom::main(); }));
    auto page = RawPage::open(server.port()).value();
    auto other = RawPage::open(server.port(), "/other").value();
    EXPECT_THAT(page.html(), HasSubstr(module.key()));
    write("part.js", "2");
    std::filesystem::last_write_time(folder / "part.js",
                                     std::filesystem::file_time_type::clock::now() + std::chrono::seconds(2));
    while (page.next()) continue;
    ASSERT_TRUE(page.bye());
    EXPECT_EQ(page.bye()->code, ByeCode::shutdown) << "so it looks for the program, finds no session, and loads anew";
    EXPECT_TRUE(other.is_connected());
    EXPECT_THAT(RawPage::open(server.port()).value().html(), HasSubstr(Asset::module(folder / "app.js").key()));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace bonito
