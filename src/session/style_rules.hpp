// StyleRules: the style rules of a page, or of a region's content, and the names of their classes.
//
//   StyleRules rules;
//   rules.class_of(Styles{{"color", "red"}}, session);   // "b1", now and whenever these rules are asked for again
//   rules.css();                                         // ".b1{color:red}"
//
// A region has rules of its own, beside those that the page around it has. A rule is there for as long as somebody
// keeps it; one that nobody says he keeps, for as long as these rules are.
//
// Owner: the tab has the page's, a region its own; whoever stands inside shares what is around. Thread: the strand.
// Failure: none.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "bonito/dom/styles.hpp"
#include "dom/shown.hpp"

namespace bonito {
class Session;
}

namespace bonito::detail {

class StyleRules {
 public:
  // Addresses are relative to the page: of a sheet that the page loads they are rewritten.
  enum class Kind { loaded, constructed };

  StyleRules();                                                             // of a page
  StyleRules(const std::shared_ptr<const StyleRules>& outside, Kind kind);  // of a part of it
  // Where other programs' classes may be about: before the first rule.
  void begin_names_with(std::string prefix) { names_->prefix = std::move(prefix); }

  // The session shows what stands in url(). Who keeps the rule does so in `keeps`.
  std::string class_of(const Styles& styles, Session& session, Keeps* keeps = nullptr);
  void for_page(const Styles& styles, Session& session,
                Keeps* keeps = nullptr);              // which name their elements themselves
  std::string own_class() { return names_->next(); }  // that no other has
  std::string css();
  void clear() noexcept;

 private:
  struct Names {
    std::string prefix = "b";
    std::uint64_t last = 0;
    std::string next() { return prefix + std::to_string(++last); }
  };
  struct Rule {
    std::uint64_t number = 0;
    std::string name;
    std::string css;
  };
  using SharedRule = std::shared_ptr<const Rule>;
  SharedRule find(const std::string& wanted) const;
  SharedRule use(const Styles& styles, bool is_class, Session& session, Keeps* keeps);

  const Kind kind_ = Kind::loaded;
  const std::shared_ptr<const StyleRules> outside_;
  const std::shared_ptr<Names> names_;                                // the page's
  std::unordered_map<std::string, std::weak_ptr<const Rule>> rules_;  // by what they say of no class in particular
  Keeps kept_;
};

}  // namespace bonito::detail
