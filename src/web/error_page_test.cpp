#include "bonito/web/error_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bonito {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ErrorPage, SaysTheStatusAndTheSentence) {
  const auto page = error_page(404, "There is no page at this address.");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(find_header(page.headers, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("<h1>Not Found</h1>"));
  EXPECT_THAT(page.body, HasSubstr("There is no page at this address."));
}

TEST(ErrorPage, EscapesTheSentence) {
  EXPECT_THAT(error_page(400, "a <script> & more").body, HasSubstr("a &lt;script&gt; &amp; more"));
}

TEST(ErrorPage, WorksUnderAStrictPolicyAndInTheDark) {
  const auto page = error_page(500, "It failed.");
  EXPECT_THAT(page.body, Not(HasSubstr("style")));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, HasSubstr("<meta name=\"color-scheme\" content=\"light dark\">"));
}

TEST(ErrorPage, AStatusWithoutAPhraseIsUnknown) { EXPECT_EQ(status_phrase(299), "Unknown"); }

}  // namespace
}  // namespace bonito
