// Needs: the style sheets and scripts that what is being rendered asks for, each once, however many ask.
//
//   Needs needs;
//   {
//     const Needs::Scope scope(tab, needs);
//     body = html_of(content, session, rules);   // its assets' to_node() tell `needs`
//   }
//   head = needs.sheets() + needs.scripts();     // of a page; or before a region's later content: needs.marks()
//
// They stay in the page for as long as it lives. Whoever asked holds the asset all the same, and no longer than it
// shows it itself.
//
// Owner: whoever renders. Thread: the strand. Failure: what the asset server's url() throws.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bonito/dom/node.hpp"
#include "bonito/session/asset.hpp"

namespace bonito::detail {

class Tab;

class Needs {
 public:
  // A style sheet, script or font; with a script go its sheets, and what it imports is fetched early.
  void add(Session& session, const Asset& asset);
  // A module that a script is to import: all that, but nothing runs it.
  void add_import(Session& session, const Asset& module);

  std::vector<Node> sheets() const;
  std::vector<Node> scripts() const;  // and what is to be fetched early, before them
  std::string marks() const;          // comments, for the client: see "Slots in the markup" in the protocol

  // Where to_node() finds it.
  class Scope {
   public:
    Scope(Tab& tab, Needs& needs);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Tab& tab_;
    Needs* const before_;
  };

 private:
  enum class Kind { sheet, font, early, module, script };
  struct Need {
    Kind kind;
    std::string key, url, mime, integrity;
  };
  static std::string_view name_of(Kind kind);
  static Node node_of(const Need& need);
  void add(Kind kind, Session& session, const Asset& asset);
  void add_what_comes_with(Session& session, const Asset& script);
  std::vector<Need> needs_;
};

}  // namespace bonito::detail
