// What an ES module imports: where in its text the names stand.
//
//   for (const auto& [first, size, line] : module_imports(text)) text.substr(first, size);   // ./other.js
//
// It reads just as much JavaScript as it takes not to be misled: comments, strings, templates, and regular expressions.
// Found are `import … from "x"`, `import "x"`, `export … from "x"`, and `import("x")` of a plain string.
//
// Thread: any. Failure: none; a text that is no module has what it seems to have.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace bonito::detail {

struct ModuleImport {
  std::size_t first, size;  // without the quotation marks
  std::size_t line;
};

std::vector<ModuleImport> module_imports(std::string_view text);  // in their order

}  // namespace bonito::detail
