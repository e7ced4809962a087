// Addresses in style sheets. What a page calls "logo.png" its sheet, which is loaded from another folder, calls
// "../logo.png", as CSS reads addresses relative to the sheet.
#pragma once
#include <string>
#include <string_view>

namespace bonito {
class Session;
}

namespace bonito::detail {

// `sheet` is the sheet's own address, seen from the page, and `page` the page's path.
std::string address_in_sheet(std::string_view address, std::string_view sheet, std::string_view page);

// In a sheet that the session's asset server serves. On the strand.
std::string address_in_sheet(const std::string& address, Session& session);

}  // namespace bonito::detail
