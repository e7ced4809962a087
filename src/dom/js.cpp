#include "bonito/dom/js.hpp"

#include <algorithm>

namespace bonito {
namespace {

bool is_same_argument(const detail::JsArgument& one, const detail::JsArgument& other) {
  if (one.index() != other.index()) return false;
  if (const auto* value = std::get_if<Value>(&one)) return *value == std::get<Value>(other);
  if (const auto* node = std::get_if<Node>(&one)) return node->data() == std::get<Node>(other).data();
  if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&one)) {
    return (*live)->identity() == std::get<std::shared_ptr<const Live>>(other)->identity();
  }
  if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&one)) {
    return (*script)->same_as(*std::get<std::shared_ptr<const Js>>(other));
  }
  return true;
}

}  // namespace

bool Js::same_as(const Js& other) const {
  return source_ == other.source_ && place_.line == other.place_.line &&
         std::ranges::equal(arguments_, other.arguments_, is_same_argument);
}

}  // namespace bonito

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
