#include "session/sandbox.hpp"

#include <algorithm>

#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

// What is not known to be harmless is not: browsers have many types of documents.
bool is_harmless(std::string_view type) {
  if (type.find(',') != type.npos) return false;  // of several, a browser takes the last
  const std::string_view name = trim(type.substr(0, type.find(';')));
  const auto is = [&](std::string_view kind) { return equal_without_case(name.substr(0, kind.size()), kind); };
  constexpr std::string_view xml = "+xml";  // in any type a document: "image/svg+xml"
  if (equal_without_case(name.substr(name.size() - std::min(name.size(), xml.size())), xml)) return false;
  return is("video/") || is("audio/") || is("application/pdf") || (is("image/") && !is("image/svg")) ||
         is("text/javascript") || is("application/javascript") || is("text/css") || is("font/");
}

}  // namespace

void sandbox_page(Response& response, std::string_view type) {
  if (!is_harmless(type)) response.headers.emplace_back("Content-Security-Policy", "sandbox");
}

}  // namespace bonito::detail
