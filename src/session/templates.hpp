// Templates: the functions that a page's scripts have been so far. Those it starts with are one module, whose URL is
// its content's hash; later ones come as they are needed. Messages name a template by its number.
//
// A module is text of the program's, so one that no browser can read takes no other with it: when the page says that a
// module did not load, each of its functions is offered by itself.
//
// Owner: the tab's scripts; the outbox, as what has to be told again to a page that comes anew. Thread: the strand.
// Failure: number_of() throws Failure{Errc::too_large} when a page has had more than most_templates.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bonito/dom/js.hpp"
#include "bonito/session/asset.hpp"
#include "session/binding.hpp"

namespace bonito::detail {

class Tab;

// The client's own functions, which have the first numbers.
enum class Builtin : std::uint32_t { load, listen, hear, link, listen_any };
inline constexpr std::uint32_t first_template = 8;
inline constexpr std::size_t most_templates = 4096;

class Templates final : public Binding {
 public:
  Templates(std::uint32_t its_slot, const void* its_owner, Tab& tab);

  std::uint32_t number_of(const Js& script, JsForm form);
  CodePlace place_of(std::uint32_t number) const;
  // Those of now, for the page's head; none if there are none.
  std::optional<Asset> page_module();
  // The page could not load the module that begins with this template. Is it the fault of that template alone?
  bool split(std::uint32_t first);
  // A browser's stack, in which places in modules are places in the program where these are known.
  std::string in_program(std::string_view stack) const;

  void introduce(FrameEnd end);  // appends what the page has to know before any template is used
  std::optional<LongMessage> write(FrameEnd end, const Live::Snapshot&) override {
    introduce(end);
    return std::nullopt;
  }
  bool start_anew(std::uint64_t received) override;
  bool is_place() const override { return false; }

 private:
  struct Template {
    std::string function;
    CodePlace place;
  };
  struct Module {
    std::uint32_t first;
    std::uint32_t end;
    std::string key;
    std::string url;                   // empty: it cannot be loaded
    std::vector<unsigned> lines = {};  // on which its functions begin
    std::uint64_t said_in = 0;         // frame; 0: not yet
  };
  std::optional<Asset> add_module(std::uint32_t first, std::uint32_t end);
  const Template& at(std::uint32_t number) const { return templates_.at(number - first_template); }
  std::uint32_t end() const noexcept { return first_template + static_cast<std::uint32_t>(templates_.size()); }

  Tab& tab_;
  std::vector<Template> templates_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  // by function
  std::vector<Module> modules_;
  std::uint32_t in_modules_ = first_template;  // those before are in one
};

}  // namespace bonito::detail
