// Downloads that a program has a page save, over real sockets.
#include <gtest/gtest.h>

#include "bonito/bonito.hpp"
#include "support/raw_page.hpp"

namespace bonito {
namespace {

using test::http_get;
using test::RawPage;

// The first that a message says; scripts have addresses, too.
std::string address_said(const Value& value) {
  if (const auto* text = value.text(); text && text->starts_with("_bonito/") && !text->ends_with(".js"))
    return "/" + *text;
  std::string found;
  if (const auto* list = value.list()) {
    for (auto part = list->begin(); part != list->end() && found.empty(); ++part) found = address_said(*part);
  }
  return found;
}

class SavedDownloads : public ::testing::Test {
 protected:
  struct Part {
    std::shared_ptr<Session>* shown_in;
    friend Node to_node(Session& session, const Part& part) {
      *part.shown_in = session.shared_from_this();
      return dom::p("A part.");
    }
  };
  void open(const Observable<std::optional<int>>& part) {
    const auto content = part.map(
        [this](const std::optional<int>& is_there) { return is_there ? std::optional(Part{&of_part}) : std::nullopt; });
    server.route("/", App([=, this](Session& session) {
                   of_page = session.shared_from_this();
                   return dom::main(content);
                 }));
    page = RawPage::open(server.port()).value();
  }
  std::string next_address() {
    std::string address;
    while (address.empty()) {
      const auto message = page->next();
      if (!message) break;
      address = address_said(Value(*message));
    }
    return address;
  }
  Response get(const std::string& address) { return http_get("127.0.0.1", server.port(), address).value(); }

  std::shared_ptr<Session> of_page, of_part;
  Server server{ServerOptions{.port = 0}};
  std::optional<RawPage> page;
};

TEST_F(SavedDownloads, AreThereUntilManyOthersWereSaved) {
  open({});
  save(*of_page, Download::text("first", {.name = "first.txt"}));
  const auto first = next_address();
  EXPECT_EQ(get(first).body, "first");
  for (int i = 0; i < 31; ++i) save(*of_page, Download::text("x"));
  for (int i = 0; i < 31; ++i) EXPECT_NE(next_address(), "");
  EXPECT_EQ(get(first).status, 200);
  save(*of_page, Download::text("x"));
  EXPECT_NE(next_address(), "");
  EXPECT_EQ(get(first).status, 404);
}

TEST_F(SavedDownloads, OutliveThePartOfThePageThatAskedForThem) {
  const Observable<std::optional<int>> part{1};
  open(part);
  of_page->post([&] {
    save(*of_part, Download::text("report"));
    part.set(std::nullopt);
  });
  EXPECT_EQ(get(next_address()).body, "report");
}

}  // namespace
}  // namespace bonito
