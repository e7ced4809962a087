// The attributes of an element as they hold: one per name, the later one; all classes in one; all fixed styles in one,
// of which the later count more; and a live style after them, which counts most.
//
// Owner: the caller; it points into the element's own. Thread: any. Failure: a style after a live one throws
// Failure{Errc::usage}: it would count less.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bonito/dom/attribute.hpp"
#include "bonito/dom/html_writer.hpp"

namespace bonito::detail {

struct GatheredAttributes {
  explicit GatheredAttributes(const std::vector<Attribute>& all);

  std::vector<const Attribute*> attributes;
  Classes classes;
  Styles styles;
  std::shared_ptr<const Live> live_style;
  std::optional<Observable<Styles>> live_styles;

 private:
  void add(const Attribute& attribute);
  void add_style(const AttributeValue& value);
};

inline const std::shared_ptr<const Live>* live_of(const Attribute& attribute) noexcept {
  return std::get_if<std::shared_ptr<const Live>>(&attribute.value());
}
// What a fixed attribute says, an address that would run code replaced; nothing if it is absent.
std::optional<std::string> fixed_text(const Attribute& attribute, Session& session);

// How a live style travels: declarations alone as a text, for the element's style object; with rules as a list of one,
// for a sheet.
Value style_value(const Styles& styles, const std::string& class_name);

}  // namespace bonito::detail
