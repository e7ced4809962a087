// StyleRules: the style rules of a page, or of a region's content, and the names of their classes.
//
//   StyleRules rules;
//   rules.class_of(Styles{{"color", "red"}});   // "b1", now and whenever these rules are asked for again
//   rules.css();                                // ".b1{color:red}"
//
// A region has rules of its own, beside those that the page around it has: with its next content go those that this
// does not ask for.
//
// Owner: the tab has the page's, a region its own; whoever stands inside shares what is around. Thread: the strand.
// Failure: none.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "bonito/dom/styles.hpp"

namespace bonito::detail {

class StyleRules {
 public:
  StyleRules();                                                           // of a page
  explicit StyleRules(const std::shared_ptr<const StyleRules>& outside);  // of a region in it
  // Where other programs' classes may be about: before the first rule.
  void begin_names_with(std::string prefix) { names_->prefix = std::move(prefix); }

  std::string class_of(const Styles& styles);
  void for_page(const Styles& styles);  // rules that name their elements themselves
  // A new content begins; when it is there, what it has not asked for is dropped.
  void begin() noexcept;
  void finish();
  std::string css() const;
  void clear() noexcept { rules_.clear(); }

 private:
  struct Names {
    std::string prefix = "b";
    std::uint64_t last = 0;
    std::string of(std::uint64_t number) const { return prefix + std::to_string(number); }
  };
  struct Rule {
    std::uint64_t number;
    std::string css;
    bool used;
  };
  const Rule* find(const std::string& declarations) const;
  const Rule& use(const std::string& declarations, const Styles& styles, bool is_class);

  const std::shared_ptr<const StyleRules> outside_;
  const std::shared_ptr<Names> names_;  // the page's
  std::unordered_map<std::string, Rule> rules_;
};

}  // namespace bonito::detail
