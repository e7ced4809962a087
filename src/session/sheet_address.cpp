#include "session/sheet_address.hpp"

#include <algorithm>

#include "bonito/dom/attribute_name.hpp"
#include "session/page_files.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

bool has_scheme(std::string_view address) {
  const auto is_of_a_scheme = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  const auto end = std::ranges::find_if_not(address, is_of_a_scheme);
  return end != address.end() && *end == ':';
}

std::string_view folder_of(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

}  // namespace

std::string address_in_sheet(std::string_view address, std::string_view sheet, std::string_view page) {
  const bool is_relative = !address.empty() && address.front() != '/' && address.front() != '#' && !has_scheme(address);
  if (!is_relative || has_scheme(sheet)) return std::string(address);
  if (folder_of(address) == folder_of(sheet)) return std::string(address.substr(folder_of(address).size()));
  const std::string_view page_folder = folder_of(page);
  if (sheet.starts_with('/')) return std::string(page_folder) + std::string(address);
  // Up from the sheet's folder to where both are below, and down to the page's.
  std::string_view down = page_folder;
  std::size_t common = page_folder.size();
  while (sheet.starts_with("../")) {
    sheet.remove_prefix(3);
    const std::size_t above = common > 1 ? page_folder.rfind('/', common - 2) : std::string_view::npos;
    common = above == std::string_view::npos ? common : above + 1;
  }
  down.remove_prefix(common);
  std::string seen;
  for (auto folders = std::ranges::count(sheet, '/'); folders > 0; --folders) seen += "../";
  return seen + std::string(down) + std::string(address);
}

std::string address_in_sheet(const std::string& address, Session& session) {
  auto& core = SessionCore::of(session);
  // An asset that the page has anyway lies where its sheet will.
  return address_in_sheet(address, core.url(client_icon()), core.tab().path());
}

}  // namespace bonito::detail
