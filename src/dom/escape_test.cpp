#include "dom/escape.hpp"

#include <gtest/gtest.h>

#include "bonito/dom/html_writer.hpp"

namespace bonito {
namespace {

using namespace std::string_view_literals;

template <class Escape>
std::string escaped(Escape escape, std::string_view text) {
  std::string out = "|";
  escape(text, out);
  return out;
}

TEST(Escape, TextHasNoMarkup) {
  EXPECT_EQ(escaped(detail::escape_text, "a < b && c > \"d\" 'e'"), "|a &lt; b &amp;&amp; c &gt; \"d\" 'e'");
  EXPECT_EQ(escaped(detail::escape_text, "&amp;&#60;"), "|&amp;amp;&amp;#60;");
  EXPECT_EQ(escaped(detail::escape_text, "a\r\nb\0c"sv),
            "|a&#13;\nb\xEF\xBF\xBD"
            "c");
  EXPECT_EQ(escaped(detail::escape_text, "\xC3\xA4 \xF0\x9F\x90\x9F"), "|\xC3\xA4 \xF0\x9F\x90\x9F");
  EXPECT_EQ(escaped(detail::escape_text, ""), "|");
}

TEST(Escape, AttributesCannotEndTheirQuotes) {
  EXPECT_EQ(escaped(detail::escape_attribute, "\" onload=\"x"), "|&quot; onload=&quot;x");
  EXPECT_EQ(escaped(detail::escape_attribute, "</noscript><img>"), "|&lt;/noscript&gt;&lt;img&gt;");
}

TEST(Escape, CommentsCannotEnd) {
  for (std::string_view hostile : {"-->", "--!>", ">", "->", "<!--", "<!-->", "</noscript>"}) {
    const std::string comment = escaped(detail::escape_comment, hostile);
    EXPECT_EQ(comment.find('>'), comment.size() - 1) << hostile;
    EXPECT_EQ(comment.find('<', 2), std::string::npos) << hostile;
  }
}

TEST(Escape, ScriptsCannotEnd) {
  EXPECT_EQ(escaped(detail::escape_script, "'</script>' '</SCRIPT ' '<!--' a<b </scrip"),
            "|'\\u003C/script>' '\\u003C/SCRIPT ' '\\u003C!--' a<b </scrip");
  EXPECT_EQ(escaped(detail::escape_script, "{\"a\":\"<!--<script>\"}"), "|{\"a\":\"\\u003C!--<script>\"}");
}

TEST(Escape, StyleSheetsCannotEnd) {
  EXPECT_EQ(escaped(detail::escape_style, "'</style>' </sty <STYLE </Style x"),
            "|'<\\/style>' </sty <STYLE <\\/Style x");
}

TEST(DangerousUrl, IsOneThatRunsCode) {
  for (std::string_view url :
       {"javascript:alert(1)"sv, "JAVASCRIPT:x"sv, "  javascript:x"sv, "\x01\x1Fjavascript:x"sv, "java\tscript:x"sv,
        "j\na\rv\tascript\n:x"sv, "vbscript:x"sv, "VbScript:x"sv, "data:text/html,<script>"sv, "data:,x"sv, "DATA:x"sv,
        "data:image/svg+xml,<svg onload=x>"sv, "data:image/pngx,"sv, "data:text/html;image/png,"sv, "\0javascript:x"sv,
        "data:image/png"sv}) {
    EXPECT_TRUE(is_dangerous_url(url)) << url;
  }
}

TEST(DangerousUrl, IsNoOrdinaryOne) {
  for (std::string_view url :
       {""sv, "/"sv, "a/b?c=d#e"sv, "https://example.org/javascript:x"sv, "mailto:a@b.c"sv, "#javascript:"sv,
        "javascript"sv, "./javascript:x"sv, "javascripts:x"sv, "tel:1"sv, "blob:x"sv, "data:image/png;base64,AAAA"sv,
        "data:image/jpeg,x"sv, "DATA:image/WEBP;base64,A"sv, "datas:x"sv}) {
    EXPECT_FALSE(is_dangerous_url(url)) << url;
  }
}

}  // namespace
}  // namespace bonito
