#include "bonito/web/mime.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

TEST(Mime, TextHasACharset) {
  EXPECT_EQ(mime_type("index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(mime_type("app.mjs"), "text/javascript; charset=utf-8");
}

TEST(Mime, TheEndingIsReadWithoutCaseAndOfTheLastNameOnly) {
  EXPECT_EQ(mime_type("/pictures.d/ME.PNG"), "image/png");
  EXPECT_EQ(mime_type("/archive.zip/readme"), "application/octet-stream");
  EXPECT_EQ(mime_type("a.tar.gz"), "application/gzip");
}

TEST(Mime, WhatIsNotKnownIsBytes) {
  EXPECT_EQ(mime_type(""), "application/octet-stream");
  EXPECT_EQ(mime_type("name."), "application/octet-stream");
  EXPECT_EQ(mime_type("a.an-ending-longer-than-any"), "application/octet-stream");
}

}  // namespace
}  // namespace bonito
