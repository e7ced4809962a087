// What a browser claims of a file: its name, made safe, and whether its type is one of some.
//
//   last_name_of("C:\\temp\\..\\.bashrc\n")                        // "bashrc"
//   is_of_types("a.CSV", "", {"image/*", ".csv"})                   // true
//
// Thread: any. Failure: none.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace bonito::detail {

// The last component, without control characters and those that turn the direction of writing, and without leading dots
// and spaces; at most 255 bytes; "file" if nothing is left. `claimed` is UTF-8.
std::string last_name_of(std::string_view claimed);

// "image/png"; "" for what is no such thing. Without parameters, as browsers' File.type is.
std::string type_of(std::string_view claimed);

// "image/png", "image/*" and ".csv" are types. Of none at all everything is.
bool is_of_types(std::string_view name, std::string_view mime, const std::vector<std::string>& types);

}  // namespace bonito::detail
