#include "session/asset_table.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

using IdentifyPtr = std::shared_ptr<const Identify>;

class AssetTables : public ::testing::Test {
 protected:
  void show(std::string identity, IdentifyPtr identify) {
    held.push_back(table.show(asset, {.identity = std::move(identity), .identify = std::move(identify)}));
  }
  // Asked for by whom each way of finding out takes for this visitor.
  std::optional<FoundAsset> find(const std::string& identity) {
    asked.clear();
    return table.find(asset.key(), [&](const IdentifyPtr& identify) {
      asked.push_back(identify);
      return identity;
    });
  }

  const Asset asset = Asset::text("secret", "text/plain");
  const IdentifyPtr cookie = std::make_shared<const Identify>([](const Request&) { return std::string(); });
  AssetTable table;
  std::vector<ShownAsset> held;
  std::vector<IdentifyPtr> asked;
};

TEST_F(AssetTables, AskWhoItIsOnceHoweverManyVisitorsHaveTheAsset) {
  for (const char* visitor : {"ann", "bob", "eve"}) show(visitor, cookie);
  const auto found = find("eve");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_private);
  EXPECT_EQ(asked, std::vector{cookie});
  EXPECT_FALSE(find("mallory"));
  EXPECT_EQ(asked, std::vector{cookie});
}

TEST_F(AssetTables, AskEachWayOfFindingOutOnce) {
  for (const char* visitor : {"ann", "bob", "eve"}) {
    show(visitor, nullptr);  // the server's own
    show(visitor, cookie);
  }
  EXPECT_FALSE(find("mallory"));
  EXPECT_EQ(asked, (std::vector<IdentifyPtr>{nullptr, cookie}));
}

TEST_F(AssetTables, AskNobodyForWhatAPageOfNobodyInParticularShows) {
  show("ann", cookie);
  show("", nullptr);
  const auto found = find("mallory");
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->is_private);
  EXPECT_TRUE(asked.empty());
}

TEST_F(AssetTables, DoNotTakeAnAnswerOfOneWayForThatOfAnother) {
  show("ann", nullptr);
  show("bob", cookie);
  const auto by = [&](const std::string& own, const std::string& cookies) {
    return table.find(asset.key(), [&](const IdentifyPtr& identify) { return identify ? cookies : own; }).has_value();
  };
  EXPECT_TRUE(by("ann", ""));
  EXPECT_TRUE(by("", "bob"));
  EXPECT_FALSE(by("bob", "ann"));
}

}  // namespace
}  // namespace bonito
