// How a form's fields and messages stand in the page.
#include "bonito/session/form.hpp"

namespace bonito {

using namespace literals;
using detail::FieldCore;
using detail::FieldKind;
using detail::OwnParts;

namespace {

// A message has its place always, so that nothing moves when it comes, away from under a click.
Styles message_style() {
  return Styles{
      {"margin", "0"}, {"min-height", "1.3em"}, {"font-size", ".875em"}, {"line-height", "1.3"}, {"color", "#b3261e"}}
      .rule("@media (prefers-color-scheme: dark)", {{"color", "#ff9d94"}});
}

Styles field_style() {
  return Styles{{"display", "grid"}, {"gap", ".25rem"}, {"margin", "0"}, {"padding", "0"}, {"border", "0"}}
      .rule("legend", {{"padding", "0"}})
      .rule("[role=radiogroup]", {{"display", "flex"}, {"flex-wrap", "wrap"}, {"gap", ".25rem 1rem"}})
      .rule("[aria-invalid=true]", {{"border-color", "#b3261e"}, {"outline-color", "#b3261e"}})
      .rule("@media (prefers-color-scheme: dark) & [aria-invalid=true]",
            {{"border-color", "#ff9d94"}, {"outline-color", "#ff9d94"}});
}

Styles label_style() { return Styles{{"display", "grid"}, {"gap", ".25rem"}}; }

// A control hides what its form has under the same name, as "elements".
std::string name_of(const std::string& label) {
  const bool is_like_those = !label.empty() && label.front() >= 'a' && label.front() <= 'z';
  return is_like_those ? "field " + label : label;
}

Observable<bool> is_said(const Observable<std::string>& problem) {
  return problem.map([](const std::string& text) { return !text.empty(); }).distinct();
}

std::vector<EventHandler> handlers(const std::shared_ptr<FieldCore>& field) {
  const bool is_tick = field->rules.kind == FieldKind::tick;
  const std::vector<std::string> fields =
      is_tick ? std::vector<std::string>{"checked"} : std::vector<std::string>{"value", "validity.badInput"};
  return {on(
              "input", [field](const Event& event) { field->form->hear(*field, event); }, {.fields = fields},
              field->form->made_at),
          on(
              "blur", [field] { field->form->touch(*field); }, {}, field->form->made_at)};
}

void add(std::vector<Attribute>& attributes, const std::vector<Attribute>& more) {
  attributes.insert(attributes.end(), more.begin(), more.end());
}

}  // namespace

OwnParts Field::control() const {
  const auto& rules = field_->rules;
  OwnParts own{
      dom::input,
      {"name"_a = name_of(rules.label), "data-message"_a = field_->message_id, "data-touched"_a = field_->touched,
       "aria-describedby"_a = field_->message_id, "aria-invalid"_a = is_said(field_->shown)},
      handlers(field_)};
  switch (rules.kind) {
    case FieldKind::choice:
      own.tag = dom::select;
      own.attributes.push_back("value"_a = field_->text);
      if (rules.is_optional || field_->saved.empty()) own.children.push_back(dom::option("value"_a = ""));
      for (std::size_t i = 0; i < rules.choices.size(); ++i) {
        own.children.push_back(dom::option("value"_a = i, rules.choices[i]));
      }
      break;
    case FieldKind::tick:
      own.attributes.push_back("type"_a = "checkbox");
      own.attributes.push_back("checked"_a = is_said(field_->text));
      break;
    case FieldKind::number:
    case FieldKind::date:
      own.attributes.push_back("type"_a = rules.kind == FieldKind::number ? "number" : "date");
      own.attributes.push_back("value"_a = field_->text);
      break;
    case FieldKind::text:
      own.attributes.push_back("maxlength"_a = detail::longest_text);
      own.attributes.push_back("value"_a = field_->text);
      if (rules.lines == 0) break;
      own.tag = dom::textarea;
      own.attributes.push_back("rows"_a = rules.lines);
      break;
  }
  add(own.attributes, rules.attributes);
  return own;
}

OwnParts Field::radio_group() const {
  const auto& rules = field_->rules;
  OwnParts own{dom::div,
               {"role"_a = "radiogroup", "aria-label"_a = rules.label, "aria-describedby"_a = field_->message_id,
                "aria-invalid"_a = is_said(field_->shown)}};
  for (std::size_t i = 0; i < rules.choices.size(); ++i) {
    const auto is_chosen =
        field_->text.map([chosen = std::to_string(i)](const std::string& text) { return text == chosen; });
    OwnParts button{dom::input,
                    {"type"_a = "radio", "name"_a = name_of(rules.label), "value"_a = i, "checked"_a = is_chosen,
                     "data-message"_a = field_->message_id, "data-touched"_a = field_->touched},
                    handlers(field_)};
    add(button.attributes, rules.attributes);
    own.children.push_back(dom::label(button.with(), " ", rules.choices[i]));
  }
  return own;
}

OwnParts Field::own_message() const {
  return {dom::p,
          {"id"_a = field_->message_id, "aria-live"_a = "polite", "style"_a = message_style(),
           "textContent"_p = field_->shown}};
}

Node Field::labelled(const Node& control) const {
  const auto& rules = field_->rules;
  if (rules.kind == FieldKind::tick) {
    return dom::div("style"_a = field_style(), dom::label(control, " ", rules.label), message());
  }
  return dom::div("style"_a = field_style(), dom::label("style"_a = label_style(), dom::span(rules.label), control),
                  message());
}

Node Field::with_radios() const {
  return dom::fieldset("style"_a = field_style(), dom::legend(field_->rules.label), radios(), message());
}

namespace detail {

OwnParts FormCore::message() const {
  return {dom::p, {"role"_a = "alert", "style"_a = message_style(), "textContent"_p = problem}};
}

OwnParts FormCore::button() const {
  return {dom::button,
          {"type"_a = "submit", "aria-disabled"_a = submitting,
           "style"_a = Styles().rule("&[aria-disabled=true]", {{"opacity", ".6"}, {"cursor", "progress"}})}};
}

}  // namespace detail
}  // namespace bonito
