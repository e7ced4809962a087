// Styles: CSS rules for one element, as a value. A page carries equal sets once, in its style sheet.
//
//   const auto card = Styles{{"padding", "1rem"}, {"opacity", 0.9}, {"animation", "appear 0.2s"}}
//                         .rule(":hover", {{"background", url(paper) + " repeat"}})
//                         .rule("& > img", {{"width", "100%"}})
//                         .rule("@media (max-width: 40em)", Styles{{"padding", 0}}.rule("h2", {{"margin", 0}}))
//                         .rule("@keyframes appear", Styles().rule("from", {{"opacity", 0}}));
//   dom::div("style"_a = card, "text");
//   dom::div("style"_a = Styles{{"padding", "2rem"}}.over(card), "text");   // a card, but for its padding
//
// A rule's selector is relative to the element: ":hover" continues it, "&" stands for it, anything else
// is looked for inside it. Rules of rules are relative to these. "@media", "@supports", "@container", "@layer" and
// "@starting-style" hold for the element, or for the selector that begins at their first "&". The name of "@keyframes"
// is the element's own, and means these in its "animation" and "animation-name". "@font-face" and "@page" stand
// alone. As a child of a page a Styles gives rules to the whole page, and its selectors and names are absolute.
//
// Owner: a value, cheap to copy. Thread: any. Failure: what CSS would not keep inside its rule ("red; } body {")
// throws Failure{Errc::usage}, so that text from elsewhere cannot escape; literals that are properties or selectors
// do not even compile then.
#pragma once
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "bonito/dom/style_value.hpp"

namespace bonito {

class Styles {
 public:
  struct Declaration {
    StyleProperty name;
    StyleValue value;
  };
  using Declarations = std::initializer_list<Declaration>;
  // How the sheet names what the page shows at an address.
  using AddressOf = std::function<std::string(const StyleText::Address&)>;

  Styles(Declarations declarations = {});
  // What a style attribute holds: "color: red; margin: 0".
  static Styles parse(std::string_view declarations);

  Styles rule(StyleSelector selector, const Styles& styles) const;
  // These first, then what they leave unsaid; so in each rule, too.
  Styles over(const Styles& defaults) const;

  bool empty() const noexcept;
  // Are there declarations of the element's own, and are there rules besides them?
  bool has_declarations() const noexcept;
  bool has_rules() const noexcept;

  // The rules, with `selector` for the element. Empty: for the whole page, selectors as they are.
  // Without `address_of` a url() of an Asset throws Failure{Errc::usage}.
  std::string css(std::string_view selector, const AddressOf& address_of = {}) const;
  // "color:red;margin:0", as a style attribute holds it. Throws Failure{Errc::usage} if there are rules.
  std::string declarations() const;

  friend bool operator==(const Styles& left, const Styles& right) noexcept;

 private:
  struct Rules;
  explicit Styles(std::shared_ptr<const Rules> rules) noexcept : rules_(std::move(rules)) {}
  std::shared_ptr<const Rules> rules_;  // null: no rule
};

}  // namespace bonito
