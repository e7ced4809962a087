// The HTML writer: a node becomes markup, piece by piece, and its live parts become slots.
//
//   write_html(page, session_slots, [&](std::string_view piece) { body += piece; });
//   std::string markup = to_html(dom::p("static ", 1));   // <p>static 1</p>
//
// Text, attributes, addresses, comments and the contents of <script> and <style> are escaped, each by its
// own rules, so that what was text arrives as text. Slots stand as protocol/README.md says ("Slots in the
// markup"). Styles never become style attributes or elements: a strict Content-Security-Policy forbids
// them; the page's style sheet has them, under a class.
//
// Thread: the caller's; it holds no state. Failure: Failure{Errc::usage} for a tree that no browser would
// build: a live text inside <script>, text directly in a <tr>, 512 elements within each other.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/dom/event.hpp"
#include "bonito/dom/event_script.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/dom/live.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/dom/region.hpp"
#include "bonito/dom/styles.hpp"

namespace bonito {

class Session;

// What stands around a piece of a page, as far as it matters to what is inside.
struct Surroundings {
  bool foreign = false;      // SVG or MathML
  std::size_t depth = 0;     // elements and components
  std::uint32_t choice = 0;  // the slot that says what the <select> around shows; 0: there is none
};

// The session, seen from the writer.
class SlotGiver {
 public:
  // What a live value becomes. An url is an attribute whose text passes is_dangerous_url first.
  enum class Kind { text, attribute, url, property };
  struct Bound {
    std::uint32_t slot;
    Live::Snapshot snapshot;
  };

  virtual ~SlotGiver() = default;
  virtual Bound bind(Kind kind, std::shared_ptr<const Live> live) = 0;  // subscribes, then reads: nothing is lost
  virtual std::uint32_t handle(const EventHandler& handler) = 0;
  // By which slot scripts find this element; nothing if there are no scripts.
  virtual std::optional<std::uint32_t> element(const Node& element) = 0;
  // Gives back by which slot it can be forgotten; 0: not at all.
  virtual std::uint32_t hear(std::uint32_t element, const EventScript& script) = 0;
  virtual void run(const Js& script) = 0;
  // Renders the region's content for a session of its own.
  struct Content {
    std::uint32_t slot;
    std::string html;
  };
  virtual Content region(std::shared_ptr<const Region> region, Surroundings around) = 0;
  // Calls `write`, which makes and writes a component without a session of its own: what that provides is for what is
  // in it (see session/context.hpp).
  virtual void part(const std::function<void()>& write) { write(); }
  // The class under which the page's style sheet has these rules: styles.css("." + class).
  virtual std::string style_class(const Styles& styles) = 0;
  // A class that no other element has.
  virtual std::string own_class() = 0;
  // The page's style sheet has these rules as they are: styles.css("").
  virtual void page_style(const Styles& styles) = 0;
  virtual Session& session() = 0;  // for to_node and to_attribute_value
};

// Called with pieces of a few KiB, in order.
using HtmlSink = std::function<void(std::string_view)>;

void write_html(const Node& node, SlotGiver& slots, const HtmlSink& sink, Surroundings around = {});

// Static nodes only: what needs a session (live parts, handlers, Styles, types with to_node) throws
// Failure{Errc::usage}.
std::string to_html(const Node& node);

// Would following this address run code or show a page of somebody else's making? "javascript:",
// "vbscript:" and "data:" (other than images of pixels) do, in any disguise browsers see through.
bool is_dangerous_url(std::string_view url) noexcept;
inline constexpr std::string_view blocked_url = "about:blank#blocked";

}  // namespace bonito
