#include "dom/escape.hpp"

#include "bonito/dom/attribute_name.hpp"
#include "bonito/dom/html_writer.hpp"

namespace bonito {
namespace detail {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

// Copies runs of ordinary characters at once; `replace` gives what stands for a special one.
template <class Replace>
void append_replacing(std::string_view text, std::string_view specials, Replace replace, std::string& out) {
  std::size_t from = 0;
  for (std::size_t at; (at = text.find_first_of(specials, from)) != std::string_view::npos; from = at + 1) {
    out += text.substr(from, at - from);
    out += replace(text[at]);
  }
  out += text.substr(from);
}

std::string_view entity(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\r': return "&#13;";  // a bare one would become a line feed
    default: return replacement_character;
  }
}

bool starts_with(std::string_view text, std::string_view start) {
  return same_name(text.substr(0, start.size()), start);
}

}  // namespace

void escape_text(std::string_view text, std::string& out) {
  append_replacing(text, std::string_view("&<>\r\0", 5), entity, out);
}

void escape_attribute(std::string_view text, std::string& out) {
  append_replacing(text, std::string_view("&<>\"\r\0", 6), entity, out);
}

void escape_comment(std::string_view text, std::string& out) {
  out += "<!-- ";
  char last = ' ';
  for (char c : text) {
    if (c == '-' && last == '-') out += ' ';
    if (c == '<' || c == '>' || c == '\0') {
      out += entity(c);
    } else {
      out += c;
    }
    last = c;
  }
  out += " -->";
}

void escape_script(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ends =
        text[i] == '<' && (starts_with(text.substr(i), "</script") || starts_with(text.substr(i), "<!--"));
    if (ends) {
      out += "\\u003C";
    } else {
      out += text[i];
    }
  }
}

void escape_style(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '<' && starts_with(text.substr(i), "</style")) out += '\\';
  }
}

}  // namespace detail

bool is_dangerous_url(std::string_view url) noexcept {
  // As browsers do: control characters and spaces in front are skipped, tabs and line breaks anywhere,
  // and capitals are small letters.
  const auto is_control_or_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!url.empty() && is_control_or_space(url.front())) url.remove_prefix(1);
  constexpr std::size_t longest = sizeof("data:image/jpeg;") - 1;
  char start[longest];
  std::size_t size = 0;
  for (char c : url) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    if (size == longest) break;
    start[size++] = detail::lower(c);
  }
  const std::string_view begins(start, size);
  if (begins.starts_with("javascript:") || begins.starts_with("vbscript:")) return true;
  if (!begins.starts_with("data:")) return false;
  constexpr std::string_view pictures[] = {"png", "jpeg", "gif", "webp", "avif"};
  for (std::string_view picture : pictures) {
    constexpr std::string_view image = "data:image/";
    if (!begins.starts_with(image) || begins.substr(image.size(), picture.size()) != picture) continue;
    const std::string_view rest = begins.substr(image.size() + picture.size());
    if (rest.starts_with(';') || rest.starts_with(',')) return false;
  }
  return true;
}

}  // namespace bonito
