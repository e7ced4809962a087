// Styles: CSS rules for one element, as a value. A page carries equal sets once, in its style sheet.
//
//   const auto card = Styles{{"padding", "1rem"}, {"border-radius", "8px"}}
//                         .rule(":hover", {{"background", "#eee"}})
//                         .rule("& > img", {{"width", "100%"}})
//                         .rule("@media (max-width: 40em)", {{"padding", "0"}});
//   dom::div("style"_a = card, "text");
//
// A rule's selector is relative to the element: ":hover" continues it, "&" stands for it, anything else
// is looked for inside it. "@media", "@supports", "@container" and "@starting-style" hold for the element,
// or for the selector that begins at their first "&"; "@font-face" and "@page" stand alone. As a child of
// a page a Styles gives rules to the whole page, and its selectors are absolute.
//
// Owner: a value, cheap to copy. Thread: any. Failure: Failure{Errc::usage} for a name, value or selector
// that CSS would not keep inside its rule ("red; } body {"), so text from elsewhere cannot escape.
#pragma once
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace bonito {

class Styles {
 public:
  using Declarations = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  Styles(Declarations declarations = {});
  // What a style attribute holds: "color: red; margin: 0".
  static Styles parse(std::string_view declarations);

  Styles rule(std::string_view selector, Declarations declarations) const;
  // These first, then what they leave unsaid.
  Styles over(const Styles& defaults) const;

  bool empty() const noexcept;
  // Are there declarations of the element's own, and are there rules besides them?
  bool has_declarations() const noexcept;
  bool has_rules() const noexcept;

  // The rules, with `selector` for the element. Empty: for the whole page, selectors as they are.
  std::string css(std::string_view selector) const;
  // "color:red;margin:0", as a style attribute holds it. Throws Failure{Errc::usage} if there are rules.
  std::string declarations() const;

  std::size_t hash() const noexcept;
  friend bool operator==(const Styles& left, const Styles& right) noexcept;

 private:
  struct Rules;
  explicit Styles(std::shared_ptr<const Rules> rules) noexcept : rules_(std::move(rules)) {}
  std::shared_ptr<const Rules> rules_;  // null: no rule
};

}  // namespace bonito
