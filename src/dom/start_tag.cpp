#include "dom/start_tag.hpp"

#include <algorithm>

#include "bonito/base/error.hpp"
#include "dom/element_rules.hpp"
#include "dom/escape.hpp"
#include "dom/gathered_attributes.hpp"

namespace bonito::detail {
namespace {

bool is_link_name(std::string_view name) {
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!name.empty() && is_space(name.front())) name.remove_prefix(1);
  while (!name.empty() && is_space(name.back())) name.remove_suffix(1);
  return same_name(name, "href") || same_name(name, "xlink:href");
}

std::string lower_name(std::string_view name) {
  std::string lowered(name);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
  return lowered;
}

// As a part of a token: without what separates those.
void append_encoded(std::string_view text, std::string& out) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && c != ',' && c != '%') {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

}  // namespace

bool is_choice(std::string_view tag, std::string_view name, bool foreign) noexcept {
  return !foreign && same_name(tag, "select") && same_name(name, "value");
}

void refuse_page(std::string sentence) { throw Failure({Errc::usage, std::move(sentence)}); }

void require_live_place(const Place& place, std::string_view what) {
  if (place.inert.empty()) return;
  refuse_page(std::string(what) + " cannot stand inside <" + std::string(place.inert) +
              ">, whose content is no part of the page: put it beside.");
}

bool StartTag::is_tag(std::string_view name) const noexcept { return same_name(element_.tag, name); }

void StartTag::write_attributes() {
  GatheredAttributes gathered(element_.attributes);
  out_ += '<';
  out_ += element_.tag;
  for (const Attribute* attribute : gathered.attributes) write(*attribute);
  if (const auto& live = gathered.live_styles) {
    std::string name = slots_.own_class();
    own_class_ = name;
    gathered.classes = gathered.classes.with(Classes(name));
    const auto put = [name](const Styles& styles) { return style_value(styles, name); };
    gathered.live_style = make_live(live->map(put));
  }
  write_classes(std::move(gathered.classes), gathered.styles);
  if (gathered.live_style) write_style(gathered.live_style);
  for (const EventHandler& handler : element_.handlers()) write_handler(handler);
  name_for_scripts();
}

// A script may ask for it later, too, if somebody else than the page holds it.
void StartTag::name_for_scripts() {
  const bool has_scripts = !element_.scripts().empty();
  if (has_scripts) require_live_place(place_, "An event's script");
  const bool is_held = !place_.root && node_.data().use_count() > 1;
  const bool is_asked_for = place_.named ? *place_.named : is_held || is_named_for_scripts(node_);
  if (!has_scripts && (!is_asked_for || !place_.inert.empty())) return;
  const auto slot = slots_.element(node_);
  is_named_ = slot.has_value();
  if (slot) add_token('n', *slot);
  for (const EventScript& script : element_.scripts()) {
    if (const auto heard = slots_.hear(slot.value_or(0), script)) slots_given_.push_back(heard);
  }
}

void StartTag::add_token(char kind, std::uint32_t slot, std::string_view name) {
  if (!tokens_.empty()) tokens_ += ' ';
  slots_given_.push_back(slot);
  if (kind == 'p' && is_choice(element_.tag, name, place_.foreign)) choice_ = slot;
  tokens_ += kind;
  tokens_ += std::to_string(slot);
  if (name.empty()) return;
  tokens_ += ',';
  tokens_ += name;
}

void StartTag::close() {
  if (!tokens_.empty()) write_text("data-b", tokens_);
  out_ += '>';
}

void StartTag::write(const Attribute& attribute) {
  const std::string_view name = attribute.name();
  // An animated address would never be looked at.
  const bool animates = same_name(name, "attributeName") && (is_tag("animate") || is_tag("set"));
  const auto write_static = [&](std::string_view text) {
    if (animates && is_link_name(text)) refuse_page("An animation cannot change \"href\": make the attribute live.");
    if (same_name(name, "value") && !place_.foreign && (is_tag("textarea") || is_tag("select"))) {
      value_in_content_ = text;
    } else {
      write_text(name, text);
      const bool is_option_value = same_name(name, "value") && is_tag("option");
      if (is_option_value && place_.selected == text) out_ += " selected";
    }
  };
  const AttributeValue& value = attribute.value();
  if (std::holds_alternative<Present>(value)) {
    out_ += ' ';
    out_ += name;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    write_static(*text);
  } else if (const auto* markup = std::get_if<UnsafeHtml>(&value)) {
    write_static(markup->markup());
  } else if (const auto* deferred = std::get_if<DeferredText>(&value)) {
    write_static((*deferred)(slots_.session()));
  } else if (const auto* address = std::get_if<TrustedAddress>(&value)) {
    write_raw(name, address->text(slots_.session()));
  } else if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&value)) {
    if (animates) refuse_page("The \"attributeName\" of an animation cannot be live.");
    write_live(attribute, *live);
  }
}

void StartTag::write_live(const Attribute& attribute, const std::shared_ptr<const Live>& live) {
  require_live_place(place_, "A live attribute");
  const std::string_view name = attribute.name();
  if (attribute.target() == AttributeTarget::property) {
    if (is_tag("object") && same_name(name, "data")) {
      refuse_page("The property \"data\" of <object> is an address: use the attribute, \"data\"_a, which is checked.");
    }
    add_token('p', slots_.bind(SlotGiver::Kind::property, live).slot, name);
  } else if (!place_.foreign && is_state_property(element_.tag, name)) {
    const auto [slot, snapshot] = slots_.bind(SlotGiver::Kind::property, live);
    add_token('p', slot, lower_name(name));
    if (same_name(name, "value") && !is_tag("input")) {
      value_in_content_ = live->text(snapshot);
    } else if (!same_name(name, "indeterminate")) {  // for which there is no markup
      write_initial(name, *live, snapshot);
    }
  } else {
    const auto kind = is_url_attribute(name) ? SlotGiver::Kind::url : SlotGiver::Kind::attribute;
    const auto [slot, snapshot] = slots_.bind(kind, live);
    add_token('a', slot, name);
    write_initial(name, *live, snapshot);
  }
}

void StartTag::write_initial(std::string_view name, const Live& live, const Live::Snapshot& snapshot) {
  const Value value = live.value(snapshot);
  if (value.is_null() || value.boolean() == false) return;
  if (value.boolean()) {
    out_ += ' ';
    out_ += name;
  } else {
    write_text(name, live.text(snapshot));
  }
}

void StartTag::write_text(std::string_view name, std::string_view text) {
  write_raw(name, is_url_attribute(name) && is_dangerous_url(text) ? blocked_url : text);
}

void StartTag::write_raw(std::string_view name, std::string_view text) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  escape_attribute(text, out_);
  out_ += '"';
}

void StartTag::write_classes(Classes classes, const Styles& styles) {
  if (!styles.empty()) classes = classes.with(Classes(slots_.style_class(styles)));
  if (const auto names = classes.live()) {
    require_live_place(place_, "A live class");
    const std::shared_ptr<const Live> live = make_live(*names);
    const auto [slot, snapshot] = slots_.bind(SlotGiver::Kind::attribute, live);
    add_token('a', slot, "class");
    write_initial("class", *live, snapshot);
  } else if (!classes.fixed().empty()) {
    write_text("class", classes.fixed());
  }
}

void StartTag::write_style(const std::shared_ptr<const Live>& live) {
  require_live_place(place_, "A live style");
  const auto [slot, snapshot] = slots_.bind(SlotGiver::Kind::attribute, live);
  add_token('a', slot, "style");
  const Value value = live->value(snapshot);
  if (const Value::List* rules = value.list()) {
    write_text("data-rules", *rules->front().text());
  } else {
    write_initial("data-style", *live, snapshot);
  }
}

void StartTag::write_handler(const EventHandler& handler) {
  require_live_place(place_, "An event handler");
  add_token('e', slots_.handle(handler), handler.name);
  const EventOptions& options = handler.options;
  std::string flags;
  if (options.prevent_default) flags += 'p';
  if (options.stop_propagation) flags += 's';
  if (options.debounce.count() > 0) flags += 'd' + std::to_string(options.debounce.count());
  if (options.throttle.count() > 0) flags += 't' + std::to_string(options.throttle.count());
  if (options.self) flags += 'i';
  if (options.window) flags += 'w';
  if (options.capture) flags += 'c';
  if (options.once) flags += 'o';
  if (flags.empty() && options.fields.empty() && options.keys.empty() && options.closest.empty()) return;
  tokens_ += ',' + flags;
  if (!options.closest.empty()) {
    tokens_ += ",@";
    append_encoded(options.closest, tokens_);
  }
  for (const std::string& key : options.keys) {
    tokens_ += ",+";
    append_encoded(key, tokens_);
  }
  for (const std::string& field : options.fields) tokens_ += ',' + field;
}

}  // namespace bonito::detail
