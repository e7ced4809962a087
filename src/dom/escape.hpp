// Escaping: each place in a page has rules of its own for what text may not contain.
//
// Every function appends to `out`. What HTML cannot hold at all (U+0000) becomes U+FFFD.
#pragma once
#include <string>
#include <string_view>

namespace bonito::detail {

// Between tags, and in title and textarea.
void escape_text(std::string_view text, std::string& out);
// Between double quotes. '<' too: inside <noscript> a browser looks for its end tag first.
void escape_attribute(std::string_view text, std::string& out);
// A whole comment. It has spaces inside both ends, so that it is never taken for a slot's.
void escape_comment(std::string_view text, std::string& out);
// In <script>: "</script" and "<!--" begin with \u003C, the same text in JavaScript and JSON strings.
void escape_script(std::string_view text, std::string& out);
// In <style>: "</style" as "<\/style", the same text in CSS strings.
void escape_style(std::string_view text, std::string& out);

}  // namespace bonito::detail
