#include "dom/style_rule.hpp"

#include <algorithm>
#include <utility>

#include "bonito/base/error.hpp"

namespace bonito::detail {
namespace {

// In a selector the element where no '&' says it: on a whole page nothing. Nobody else can write this.
constexpr char unsaid = '\1';

// `selector` with `said` for each '&', and `left_out` for each unsaid element.
std::string with_element(std::string_view selector, std::string_view said, std::string_view left_out) {
  std::string text;
  for (std::size_t i = 0; i < selector.size(); ++i) {
    const char c = selector[i];
    if (c == '&') {
      text += said;
    } else if (c == unsaid) {
      text += left_out;
      if (left_out.empty() && selector.substr(i + 1).starts_with(' ')) ++i;
    } else if (c == '"' || c == '\'') {
      const std::size_t end = css_string_end(selector, i);
      text += selector.substr(i, end - i + 1);
      i = end;
    } else {
      text += c;
    }
  }
  return text;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

// Every part says where the element is.
std::string selector_of(std::string_view relative) {
  std::vector<std::string> parts;
  for (std::string_view part : css_split(relative, ',')) {
    const bool says = css_find(part, '&') != std::string_view::npos || css_find(part, unsaid) != std::string_view::npos;
    parts.push_back((says ? "" : part.starts_with(':') ? "\1" : "\1 ") + std::string(part));
  }
  return joined(parts);
}

// Each of the inner parts in each of the outer; as in CSS, an inner one that names the outer ones twice means any of
// them each time.
std::string inside(const std::string& outer, std::string_view inner) {
  if (outer == "&") return std::string(inner);
  if (inner.empty() || inner == "&") return outer;
  const auto outers = css_split(outer, ',');
  std::vector<std::string> parts;
  for (std::string_view part : css_split(inner, ',')) {
    const auto names = std::ranges::count(part, '&') + std::ranges::count(part, unsaid);
    if (outers.size() > 1 && names > 1) {
      const std::string any = ":is(" + outer + ")";
      parts.push_back(with_element(part, any, any));
    } else {
      for (std::string_view around : outers) parts.push_back(with_element(part, around, around));
    }
  }
  return joined(parts);
}

bool is_keyframe_selector(std::string_view selector) {
  const auto is_one = [](std::string_view part) {
    if (part == "from" || part == "to") return true;
    if (part.size() < 2 || part.back() != '%') return false;
    part.remove_suffix(1);
    return std::ranges::all_of(part, [](char c) { return is_digit(c) || c == '.'; });
  };
  return std::ranges::all_of(css_split(selector, ','), is_one);
}

// Keyframes have names that the whole page shares: those of an element get its class before them.
class KeyframeNames {
 public:
  KeyframeNames(const std::vector<StyleRule>& rules, std::string_view element) {
    for (const StyleRule& rule : rules) {
      if (rule.is_keyframe()) names_.push_back(name_in(rule.at.back()));
    }
    if (element.empty()) return;
    for (char c : element) {
      if (is_letter(c) || is_digit(c) || c == '-' || c == '_') prefix_ += c;
    }
    prefix_ += '-';
  }

  std::string at(const std::string& rule) const {
    return rule.starts_with("@keyframes") ? "@keyframes " + prefix_ + std::string(name_in(rule)) : rule;
  }
  // A value of "animation" or "animation-name".
  std::string in(std::string_view value) const {
    std::string text;
    const auto is_of_a_word = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; };
    for (std::size_t i = 0; i < value.size();) {
      std::size_t end = i + 1;
      if (value[i] == '"' || value[i] == '\'') {
        end = css_string_end(value, i) + 1;
      } else if (is_of_a_word(value[i])) {
        while (end < value.size() && is_of_a_word(value[end])) ++end;
        const bool is_function = end < value.size() && value[end] == '(';
        if (!is_function && std::ranges::find(names_, value.substr(i, end - i)) != names_.end()) text += prefix_;
      }
      text += value.substr(i, end - i);
      i = end;
    }
    return text;
  }
  bool none() const noexcept { return names_.empty(); }

 private:
  static std::string_view name_in(std::string_view at) { return css_trim(at.substr(css_at_name(at).size())); }
  std::vector<std::string_view> names_;
  std::string prefix_;
};

void add_address(std::string_view address, std::string& text) {
  constexpr std::string_view digits = "0123456789abcdef";
  text += "url(\"";
  for (char c : address) {
    const auto code = static_cast<unsigned char>(c);
    if (code < ' ' || code == 0x7f) {  // a string ends at a line's end
      text += '\\';
      text += digits[code >> 4];
      text += digits[code & 15];
      text += ' ';
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
  text += "\")";
}

std::string text_of(const StyleText& value, const Styles::AddressOf& address_of) {
  std::string text;
  for (const StyleText::Part& part : value.parts()) {
    if (const auto* plain = std::get_if<std::string>(&part)) {
      text += *plain;
      continue;
    }
    const auto& address = std::get<StyleText::Address>(part);
    if (!address_of && address.asset) {
      refuse_style("An asset has an address only where a page shows it: a live style cannot have one in url().");
    }
    add_address(address_of ? address_of(address) : address.text, text);
  }
  return text;
}

std::string block_of(const StyleRule& rule, const KeyframeNames& names, const Styles::AddressOf& address_of) {
  std::string text;
  for (const auto& [name, value] : rule.declarations) {
    if (!text.empty()) text += ';';
    text += name + ':';
    const bool is_animation = !names.none() && (same_name(name, "animation") || same_name(name, "animation-name"));
    text += is_animation ? names.in(text_of(value, address_of)) : text_of(value, address_of);
  }
  return text;
}

std::string absolute(const StyleRule& rule, std::string_view element) {
  if (rule.is_keyframe() || rule.stands_alone()) return rule.selector;
  return with_element(rule.selector.empty() ? "&" : rule.selector, element.empty() ? ":root" : element, element);
}

}  // namespace

void StyleRule::declare(Declaration declaration) {
  std::erase_if(declarations, [&](const Declaration& other) { return other.name == declaration.name; });
  declarations.push_back(std::move(declaration));
}

void refuse_style(std::string sentence) { throw Failure({Errc::usage, std::move(sentence)}); }

StyleRule::Declaration checked_declaration(std::string_view name, const StyleText& value) {
  if (!is_css_property(name)) {
    refuse_style("\"" + std::string(name) + "\" cannot be a CSS property: use letters, digits, - and _ only.");
  }
  const std::string text = text_of(value, [](const StyleText::Address&) { return std::string(); });
  if (const char* problem = css_problem(text)) {
    refuse_style("\"" + std::string(css_trim(text)) + "\" cannot be the value of \"" + std::string(name) +
                 "\": " + problem + ".");
  }
  const bool is_plain = value.parts().size() == 1 && std::holds_alternative<std::string>(value.parts().front());
  return {std::string(name), is_plain ? StyleText(std::string(css_trim(text))) : value};
}

void check_selector(std::string_view selector) {
  if (const char* problem = css_problem(selector)) {
    refuse_style("\"" + std::string(selector) + "\" cannot be a CSS selector: " + problem + ".");
  }
  if (css_at_rule(selector) == AtRule::unknown) {
    refuse_style("\"" + std::string(selector) +
                 "\" cannot be a rule of Styles, which know @media, @supports, @container, @layer, @starting-style, "
                 "@keyframes NAME, @font-face and @page: put it into a style sheet of its own.");
  }
}

StyleRule nested_in(std::string_view selector, StyleRule rule) {
  const bool is_relative = !rule.is_keyframe() && !rule.stands_alone();
  switch (css_at_rule(selector)) {
    case AtRule::wrapping: {
      const std::string_view condition = css_split(selector, '&').front();  // what is in brackets belongs to it
      const std::size_t element = std::min(selector.find('&', condition.size()), selector.size());
      rule.at.insert(rule.at.begin(), std::string(condition));
      if (is_relative && element < selector.size()) {
        rule.selector = inside(selector_of(selector.substr(element)), rule.selector);
      }
      break;
    }
    case AtRule::keyframes: {
      std::string frame = with_element(rule.selector, "&", "");
      if (!rule.at.empty() || frame.empty() || !is_keyframe_selector(frame)) {
        refuse_style("\"" + std::string(selector) +
                     "\" has rules for moments and nothing else: \"from\", \"to\" or percentages, as in "
                     "Styles().rule(\"from\", {{\"opacity\", 0}}).");
      }
      rule.selector = std::move(frame);
      rule.at.emplace_back(selector);
      break;
    }
    case AtRule::alone:
      if (!rule.is_own()) refuse_style("\"" + std::string(selector) + "\" has declarations and no rules.");
      rule.selector = selector;
      break;
    default:
      if (is_relative) rule.selector = inside(selector_of(selector), rule.selector);
  }
  return rule;
}

std::string declarations_of(const StyleRule& rule, const Styles::AddressOf& address_of) {
  return block_of(rule, KeyframeNames({}, ""), address_of);
}

std::string css_of(const std::vector<StyleRule>& rules, std::string_view element, const Styles::AddressOf& address_of) {
  const KeyframeNames names(rules, element);
  std::string text;
  const std::vector<std::string> nowhere;
  const auto* open = &nowhere;
  const auto move_to = [&](const std::vector<std::string>& at) {
    if (*open == at) return;
    text.append(open->size(), '}');
    for (const std::string& each : at) text += names.at(each) + '{';
    open = &at;
  };
  for (const StyleRule& rule : rules) {
    move_to(rule.at);
    text += absolute(rule, element) + '{' + block_of(rule, names, address_of) + '}';
  }
  move_to(nowhere);
  return text;
}

}  // namespace bonito::detail
