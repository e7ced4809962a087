#include "session/sheet_address.hpp"

#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

TEST(SheetAddresses, ThatAreRelativeBeginAtThePage) {
  EXPECT_EQ(address_in_sheet("a.png", "_bonito/k.css", "/"), "../a.png");
  EXPECT_EQ(address_in_sheet("a.png", "_bonito/k.css", "/panel"), "../a.png");
  EXPECT_EQ(address_in_sheet("a.png", "../_bonito/k.css", "/shop/panel"), "../shop/a.png");
  EXPECT_EQ(address_in_sheet("a.png", "../../_bonito/k.css", "/x/y/z"), "../x/y/a.png");
  EXPECT_EQ(address_in_sheet("a.png", "../k.css", "/x/y/z"), "y/a.png");
  EXPECT_EQ(address_in_sheet("a.png", "k.css", "/x/y"), "a.png");
  EXPECT_EQ(address_in_sheet("a.png", "/files/k.css", "/x/y"), "/x/a.png");
}

TEST(SheetAddresses, OfWhatLiesBesideTheSheetAreItsName) {
  EXPECT_EQ(address_in_sheet("_bonito/k.png", "_bonito/k.css", "/"), "k.png");
  EXPECT_EQ(address_in_sheet("../../_bonito/k.png", "../../_bonito/k.css", ""), "k.png");
}

TEST(SheetAddresses, StayWhereTheyAreAbsolute) {
  for (const char* address :
       {"", "/a.png", "//other/a.png", "https://other/a.png", "data:image/png;base64,AA", "#id"}) {
    EXPECT_EQ(address_in_sheet(address, "../_bonito/k.css", "/x/y"), address);
  }
  EXPECT_EQ(address_in_sheet("a.png", "data:text/css,x", "/x/y"), "a.png");
}

}  // namespace
}  // namespace bonito::detail
