// What a browser claims of a file.
#include "session/file_claims.hpp"

#include <gtest/gtest.h>

#include "bonito/wire/utf8.hpp"

namespace bonito::detail {
namespace {

TEST(FileClaims, ANameIsOneComponentThatHidesNothing) {
  EXPECT_EQ(last_name_of("photo.png"), "photo.png");
  EXPECT_EQ(last_name_of("../../etc/passwd"), "passwd");
  EXPECT_EQ(last_name_of("C:\\temp\\..\\.bashrc"), "bashrc");
  EXPECT_EQ(last_name_of(". . .hidden"), "hidden");
  EXPECT_EQ(last_name_of(std::string_view("a\0b\n\x1b[31m\x7f", 10)), "ab[31m");
  EXPECT_EQ(last_name_of("\u202egnp.exe\u0085\u2028"), "gnp.exe");
  EXPECT_EQ(last_name_of("日本 é🎈.txt"), "日本 é🎈.txt");
}

TEST(FileClaims, ANameIsNeverEmptyNorLongerThanFileSystemsHaveThem) {
  for (const char* nothing : {"", ".", "..", "...", "/", "a/", "\\", "\n", ". ."}) {
    EXPECT_EQ(last_name_of(nothing), "file") << nothing;
  }
  std::string flags;
  for (int i = 0; i < 200; ++i) flags += "🎈";
  const auto name = last_name_of("x" + flags);
  EXPECT_EQ(name.size(), 253u);
  EXPECT_TRUE(is_utf8(name));
}

TEST(FileClaims, AMimeTypeIsOneOrNone) {
  for (const char* type : {"image/png", "Image/SVG+xml", "application/vnd.ms-excel"}) EXPECT_EQ(type_of(type), type);
  for (const char* none : {"", "image", "image/", "/png", "image/png, text/html", "a\nb", "text/plain; charset=x",
                           "a/b/c", "im\u00e4ge/png"}) {
    EXPECT_EQ(type_of(none), "") << none;
  }
  EXPECT_EQ(type_of("a/" + std::string(126, 'b')), "");
}

TEST(FileClaims, ATypeIsAnEndingOfTheNameOrAMimeType) {
  EXPECT_TRUE(is_of_types("a", "", {}));
  EXPECT_TRUE(is_of_types("a.CSV", "", {"image/*", ".csv"}));
  EXPECT_TRUE(is_of_types("a", "Image/PNG", {".csv", "image/*"}));
  EXPECT_TRUE(is_of_types("a", "text/plain", {"text/plain"}));
  EXPECT_FALSE(is_of_types("a.csv.exe", "", {".csv"}));
  EXPECT_FALSE(is_of_types(".csv", "", {".csv"}));
  EXPECT_FALSE(is_of_types("a", "image/", {"image/*"}));
  EXPECT_FALSE(is_of_types("a", "imagery/png", {"image/*"}));
  EXPECT_FALSE(is_of_types("a", "", {"text/plain"}));
  EXPECT_FALSE(is_of_types("acsv", "", {".csv"}));
}

}  // namespace
}  // namespace bonito::detail
