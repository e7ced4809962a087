#include "session/download_name.hpp"

#include <gtest/gtest.h>

#include "bonito/wire/utf8.hpp"

namespace bonito::detail {
namespace {

TEST(DownloadName, AnOrdinaryNameStaysAsItIs) {
  for (const auto* name : {"log.csv", "Grüße, Welt (2).txt", "日本語.tar.gz", "a'b&c;d=e.txt", "100%.txt"}) {
    EXPECT_EQ(saved_name_of(name), name);
  }
}

TEST(DownloadName, NoPartOfItIsAPath) {
  EXPECT_EQ(saved_name_of("../../etc/passwd"), "_.._etc_passwd");
  EXPECT_EQ(saved_name_of("..\\boot.ini"), "_boot.ini");
  EXPECT_EQ(saved_name_of("C:\\autoexec.bat"), "C__autoexec.bat");
  EXPECT_EQ(saved_name_of(".bashrc"), "bashrc");
  EXPECT_EQ(saved_name_of("report.txt. "), "report.txt");
}

TEST(DownloadName, WhatNobodySeesIsReplaced) {
  EXPECT_EQ(saved_name_of("a\r\nSet-Cookie: b\t\x7f.txt"), "a__Set-Cookie_ b__.txt");
  EXPECT_EQ(saved_name_of(std::string_view("nul\0.txt", 8)), "nul_.txt");
  EXPECT_EQ(saved_name_of("invoice\u202Efdp.exe"), "invoice_fdp.exe") << "it would be read as invoiceexe.pdf";
  EXPECT_EQ(saved_name_of("\u2066a\u2069\u200E\u061C\u0085\u2028\uFEFF"), "_a______");
}

TEST(DownloadName, WhatIsNoUtf8BecomesSome) {
  EXPECT_EQ(saved_name_of("a\xff\xC3.txt"), "a__.txt");
  EXPECT_EQ(saved_name_of("\xE2\x80"), "__");
}

TEST(DownloadName, ThereIsAlwaysOne) {
  for (const auto* name : {"", ".", "..", "  ", " . "}) EXPECT_EQ(saved_name_of(name), "download") << name;
}

TEST(DownloadName, AVeryLongOneKeepsItsEndingAndWholeCharacters) {
  std::string name;
  while (name.size() < 5000) name += "ü";
  const auto safe = saved_name_of(name + ".csv");
  EXPECT_LE(safe.size(), 200U);
  EXPECT_TRUE(safe.ends_with("ü.csv"));
  EXPECT_TRUE(is_utf8(safe));
  EXPECT_EQ(saved_name_of("a." + name).size(), 200U) << "an ending of that length is none";
  EXPECT_EQ(saved_name_of(std::string(199, 'a') + " bbb"), std::string(199, 'a'));
}

TEST(DownloadName, TheHeaderSaysANameInAsciiAlone) {
  EXPECT_EQ(content_disposition("attachment", "log.csv"), "attachment; filename=\"log.csv\"");
}

TEST(DownloadName, TheHeaderSaysAnyOtherInUtf8AndForOldBrowsersInAscii) {
  EXPECT_EQ(content_disposition("inline", "grün.txt"), "inline; filename=\"gr_n.txt\"; filename*=UTF-8''gr%C3%BCn.txt");
  EXPECT_EQ(content_disposition("attachment", "a\"b\\c%41 d'.txt"),
            "attachment; filename=\"a_b_c_41 d'.txt\"; filename*=UTF-8''a%22b%5Cc%2541%20d%27.txt");
  EXPECT_EQ(content_disposition("attachment", "日本"),
            "attachment; filename=\"__\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC");
}

}  // namespace
}  // namespace bonito::detail
