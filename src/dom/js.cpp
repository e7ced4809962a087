#include "bonito/dom/js.hpp"

namespace bonito::detail {

// $0 is a name in JavaScript, too, so placeholders stay as they are.
std::string js_function(std::string_view source, std::size_t arguments, JsForm form) {
  const bool is_expression = form == JsForm::expression;
  std::string function = is_expression ? "(Bonito" : "async (Bonito";
  for (std::size_t i = 0; i < arguments; ++i) {
    function += ", $";
    function += static_cast<char>('0' + i);
  }
  function += is_expression ? ") => (\n" : ") => {\n";
  for (std::size_t i = 0; i < source.size(); ++i) {
    function += source[i];
    if (source[i] == '$' && i + 1 < source.size() && source[i + 1] == '$') ++i;
  }
  return function + (is_expression ? "\n)" : "\n}");
}

}  // namespace bonito::detail
