#include "dom/gathered_attributes.hpp"

#include "bonito/base/error.hpp"

namespace bonito::detail {

GatheredAttributes::GatheredAttributes(const std::vector<Attribute>& all) {
  for (const Attribute& attribute : all) add(attribute);
}

void GatheredAttributes::add(const Attribute& attribute) {
  const bool is_attribute = attribute.target() == AttributeTarget::attribute;
  if (const auto* more = std::get_if<Classes>(&attribute.value())) {
    classes = classes.with(*more);
  } else if (is_attribute && same_name(attribute.name(), "style")) {
    add_style(attribute.value());
  } else {
    const auto has_its_name = [&](const Attribute* other) {
      return other->target() == attribute.target() && same_name(other->name(), attribute.name());
    };
    std::erase_if(attributes, has_its_name);
    attributes.push_back(&attribute);
  }
}

void GatheredAttributes::add_style(const AttributeValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return;
  if (live_style || live_styles) {
    throw Failure({Errc::usage,
                   "An element has a style after a live one, which would not count: write the live one last, and make "
                   "one of several that are live."});
  }
  if (const auto* fixed = std::get_if<Styles>(&value)) styles = fixed->over(styles);
  if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&value)) live_style = *live;
  if (const auto* live = std::get_if<Observable<Styles>>(&value)) live_styles = *live;
}

std::optional<std::string> fixed_text(const Attribute& attribute, Session& session) {
  const AttributeValue& value = attribute.value();
  if (const auto* address = std::get_if<TrustedAddress>(&value)) return address->text(session);
  std::string text;
  if (const auto* fixed = std::get_if<std::string>(&value)) {
    text = *fixed;
  } else if (const auto* markup = std::get_if<UnsafeHtml>(&value)) {
    text = markup->markup();
  } else if (const auto* deferred = std::get_if<DeferredText>(&value)) {
    text = (*deferred)(session);
  } else if (!std::holds_alternative<Present>(value)) {
    return std::nullopt;
  }
  const bool is_blocked = is_url_attribute(attribute.name()) && is_dangerous_url(text);
  return is_blocked ? std::string(blocked_url) : text;
}

Value style_value(const Styles& styles, const std::string& class_name) {
  if (!styles.has_rules()) return styles.declarations();
  return Value::List{styles.css("." + class_name)};
}

}  // namespace bonito::detail
