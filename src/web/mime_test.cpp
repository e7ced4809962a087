#include "bonito/web/mime.hpp"

#include <gtest/gtest.h>

namespace bonito {
namespace {

TEST(Mime, TextHasACharset) {
  EXPECT_EQ(mime_type("index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(mime_type("app.mjs"), "text/javascript; charset=utf-8");
}

TEST(Mime, WhatPagesAreMadeOfIsNamedAsTheStandardsDo) {
  EXPECT_EQ(mime_type("app.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(mime_type("app.cjs"), "text/javascript; charset=utf-8");
  EXPECT_EQ(mime_type("style.css"), "text/css; charset=utf-8");
  EXPECT_EQ(mime_type("data.json"), "application/json");
  EXPECT_EQ(mime_type("app.js.map"), "application/json");
  EXPECT_EQ(mime_type("feed.xml"), "text/xml; charset=utf-8");
  EXPECT_EQ(mime_type("logo.svg"), "image/svg+xml");
  EXPECT_EQ(mime_type("favicon.ico"), "image/vnd.microsoft.icon");
  EXPECT_EQ(mime_type("code.wasm"), "application/wasm");
  EXPECT_EQ(mime_type("font.woff2"), "font/woff2");
  EXPECT_EQ(mime_type("site.webmanifest"), "application/manifest+json");
  EXPECT_EQ(mime_type("scene.glb"), "model/gltf-binary");
}

TEST(Mime, AnEndingOfSeveralTypesHasTheOneThatABrowserShows) {
  EXPECT_EQ(mime_type("film.mp4"), "video/mp4");
  EXPECT_EQ(mime_type("song.m4a"), "audio/mp4");
  EXPECT_EQ(mime_type("sound.wav"), "audio/wav");
  EXPECT_EQ(mime_type("part.stl"), "model/stl");
}

TEST(Mime, TheLongestEndingIsKnown) {
  EXPECT_EQ(mime_type("a.disposition-notification"), "message/disposition-notification");
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
