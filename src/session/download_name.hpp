// The name of a file that a browser saves, made harmless, and the header that gives it.
//
//   content_disposition("attachment", "grün.txt")   // attachment; filename="gr_n.txt"; filename*=UTF-8''gr%C3%BCn.txt
//
// Thread: any. Failure: none; any bytes become a name.
#pragma once
#include <string>
#include <string_view>

namespace bonito::detail {

// UTF-8 of at most 200 bytes, its ending kept, that no system takes for a path, or hides: no part of a path, no control
// characters or what changes the direction of a text, no dot or space at its beginning or end; never empty.
std::string saved_name_of(std::string_view name);

// RFC 6266: for browsers that read UTF-8, and in ASCII for others. The name is a safe one.
std::string content_disposition(std::string_view kind, std::string_view name);

}  // namespace bonito::detail
