// An element's start tag: its attributes as markup, its live ones as slots, its handlers as tokens.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/dom/html_writer.hpp"
#include "dom/node_data.hpp"

namespace bonito::detail {

// Where in the page the writer is.
struct Place {
  bool foreign = false;                 // inside SVG or MathML
  bool root = false;                    // of what is written; who asks for that holds it
  std::string_view inert;               // the <noscript> or <template> around, where nothing can be live
  std::optional<std::string> selected;  // the value of the <select> around,
  std::uint32_t choice = 0;             // and the slot that says it, if it is live; or 0
  std::size_t depth = 0;                // elements and components around
  std::optional<bool> named = {};       // whether scripts may ask for the element; nothing: find out
};

// Is this what a <select> shows?
bool is_choice(std::string_view tag, std::string_view name, bool foreign) noexcept;

[[noreturn]] void refuse_page(std::string sentence);
// Throws if nothing can be live at this place.
void require_live_place(const Place& place, std::string_view what);

class StartTag {
 public:
  StartTag(const Node& element, const Place& place, SlotGiver& slots, std::string& out)
      : node_(element), element_(*element.data()), place_(place), slots_(slots), out_(out) {}

  // Appends "<tag …" up to, not including, the tokens: more may come.
  void write_attributes();
  void add_token(char kind, std::uint32_t slot, std::string_view name = {});
  // Appends the tokens and the end of the tag.
  void close();

  // In the order of the tokens; those of scripts come after the element's name.
  const std::vector<std::uint32_t>& slots_given() const noexcept { return slots_given_; }
  bool is_named() const noexcept { return is_named_; }
  const std::string& own_class() const noexcept { return own_class_; }  // of its live styles

  // The text that stands for a value in the element's content: of a textarea, to show, of a select, to find.
  const std::optional<std::string>& value_in_content() const noexcept { return value_in_content_; }
  std::uint32_t choice() const noexcept { return choice_; }  // the slot of a select's value; 0: it is not live

 private:
  void write(const Attribute& attribute);
  void write_live(const Attribute& attribute, const std::shared_ptr<const Live>& live);
  void write_initial(std::string_view name, const Live& live, const Live::Snapshot& snapshot);
  void write_text(std::string_view name, std::string_view text);
  void write_raw(std::string_view name, std::string_view text);  // escaped, but no address is looked at
  void write_classes(Classes classes, const Styles& styles);
  void write_style(const std::shared_ptr<const Live>& live);
  void write_handler(const EventHandler& handler);
  void name_for_scripts();
  bool is_tag(std::string_view name) const noexcept;

  const Node& node_;
  const NodeData& element_;
  const Place& place_;
  SlotGiver& slots_;
  std::string& out_;
  std::string tokens_;
  std::vector<std::uint32_t> slots_given_;
  bool is_named_ = false;
  std::string own_class_;
  std::optional<std::string> value_in_content_;
  std::uint32_t choice_ = 0;
};

}  // namespace bonito::detail
