#include "session/text_pattern.hpp"

#include <gtest/gtest.h>

#include <string>

#include "bonito/base/error.hpp"

namespace bonito::detail {
namespace {

bool matches(std::string_view pattern, std::string_view text) { return TextPattern(pattern).matches(text); }

TEST(TextPatterns, MeanTheWholeText) {
  EXPECT_TRUE(matches("abc", "abc"));
  EXPECT_FALSE(matches("abc", "abcd"));
  EXPECT_FALSE(matches("abc", "xabc"));
  EXPECT_FALSE(matches("abc", "ab"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
}

TEST(TextPatterns, HaveClassesGroupsAlternativesAndCounts) {
  EXPECT_TRUE(matches("[a-z]+(-[a-z]+)*", "long-name-here"));
  EXPECT_FALSE(matches("[a-z]+(-[a-z]+)*", "long--name"));
  EXPECT_TRUE(matches("(?:red|green)?", ""));
  EXPECT_TRUE(matches("red|green", "green"));
  EXPECT_FALSE(matches("red|green", "redgreen"));
  EXPECT_TRUE(matches("\\d{5}(-\\d{4})?", "12345-6789"));
  EXPECT_FALSE(matches("\\d{5}(-\\d{4})?", "12345-678"));
  EXPECT_TRUE(matches("a{2,3}", "aaa"));
  EXPECT_FALSE(matches("a{2,3}", "a"));
  EXPECT_FALSE(matches("a{2,3}", "aaaa"));
  EXPECT_TRUE(matches("a{2,}", "aaaaaa"));
  EXPECT_TRUE(matches("[^\\d\\-]+", "ab c"));
  EXPECT_FALSE(matches("[^\\d\\-]+", "ab-c"));
  EXPECT_TRUE(matches("[\\w.]+@\\S+", "a.b@c"));
  EXPECT_FALSE(matches(".", "\n"));
  EXPECT_TRUE(matches("\\W\\D\\.", "-x."));
}

TEST(TextPatterns, CountCodePoints) {
  EXPECT_TRUE(matches("...", "a\u00e9\U0001F41F"));
  EXPECT_TRUE(matches("[\u00e0-\u00ff]", "\u00e9"));
  EXPECT_FALSE(matches("[^\U0001F41F]", "\U0001F41F"));
}

TEST(TextPatterns, AreNotHeldUpByWhatHoldsOthersUp) {
  const std::string text(60'000, 'a');
  EXPECT_TRUE(matches("(a+)+", text));
  EXPECT_FALSE(matches("(a+)+b", text));
  EXPECT_FALSE(matches("(a*)*(a|a)*b", text));
}

TEST(TextPatterns, ThatBrowsersOrWeWouldNotUnderstandAreRefused) {
  for (const char* pattern :
       {"(a",    "a)",   "[a",  "*a",   "a{2", "a{3,2}", "^a$",     "\\b", "(?=a)",  "(a)\\1",           "a\\",
        "[z-a]", "[a-]", "[(]", "[&&]", "a}",  "a]",     "[\\d-z]", "\\-", "\\p{L}", "((a{99}){99}){99}"}) {
    EXPECT_THROW(TextPattern{pattern}, Failure) << pattern;
  }
  EXPECT_THROW(TextPattern(std::string(1000, '(')), Failure);
  EXPECT_THROW(TextPattern(std::string(100'000, 'a')), Failure);
  EXPECT_TRUE(matches("(((){99999}){99999}){99999}", "")) << "nothing, however often";
}

}  // namespace
}  // namespace bonito::detail
