// Program: what runs on the server's side of the model: a page with something of every kind that lives, what it was
// told, and what a page should show.
//
//   Program program;
//   const App app = program.app();
//   program.set(Cell::line, 100);
//   program.shown();                       // by a page that has heard of everything
//
// Every value says what it is and which of its kind: "n7" is the seventh of those of which the newest counts, "e7" the
// seventh of those of which every one does, "sA7" what page A set as its seventh.
//
// Owner: whoever plays. Thread: one sets; what the page says is heard on the session's strand.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/dom/html.hpp"
#include "bonito/session/app.hpp"

namespace bonito::model {

class Program;

// What the program holds: a value of which the newest counts, one of which every value does, and two that scripts of
// the page set, too.
enum class Cell { newest, line, said, talk };

// What a region shows. A region inside a region shows what the next level's observable holds.
enum class Show { nothing, words, values, region, styled, button, listener, failure };
inline constexpr int shows = 8;
inline constexpr int levels = 3;

struct Content {
  Program* program = nullptr;
  int level = 0;
  Show show = Show::words;
  int number = 0;
};
Node to_node(Session& session, const Content& content);

class Program {
 public:
  Program();
  App app();

  void set(Cell cell, std::size_t length);  // to its next value, filled up to this length
  void swap(int level, Show show);
  void mirror(Session& session, bool every);  // one more

  std::string shown() const;
  std::map<std::string, std::string> mirrored() const;  // what scripts should see, by the mirrors' names
  int contents_shown() const;                           // in regions

  std::optional<std::string> complaint() const;  // what was wrong with what it was told
  int heard(char page) const;                    // the newest thing that this page said with an event
  int failed() const noexcept { return failed_; }
  int opened() const noexcept { return opened_; }
  int closed() const noexcept { return closed_; }
  int contents() const noexcept { return contents_; }  // that were rendered for a region, and have not ended
  void has_ended() noexcept { ended_ = true; }         // nothing of the page's may run from now on
  // Whether somebody holds what only the page needed, or a value that was replaced long ago.
  std::optional<std::string> leak();

 private:
  friend Node to_node(Session& session, const Content& content);
  using Newest = std::map<char, int>;  // by pages

  void hear(Newest& newest, const std::string& said, bool all);
  void complain(std::string what);
  void called(std::string_view what);
  std::string shown(int level) const;
  const Observable<std::string>& at(Cell cell) const;

  int number_ = 0;  // of the newest value, of any kind
  int line_number_ = 0;
  std::atomic<int> contents_ = 0;
  std::atomic<int> opened_ = 0;
  std::atomic<int> closed_ = 0;
  std::atomic<int> failed_ = 0;
  std::atomic<bool> ended_ = false;
  std::weak_ptr<int> probe_;                         // held by what only the page needs
  std::vector<std::weak_ptr<const void>> replaced_;  // values

  mutable std::mutex mutex_;
  std::vector<std::string> complaints_;
  Newest heard_;
  Newest pressed_;  // elements of regions, which may be gone
  Newest said_;
  Newest talked_;
  std::vector<bool> mirrors_;  // made later: has it every value?

  const Observable<std::string> newest_value_{"n0"};
  const Observable<std::string> line_{"e0"};
  const Observable<std::string> said_value_{"s0"};
  const Observable<std::string> talk_value_{"s0"};
  std::array<Observable<Content>, levels> regions_;
  const Subscription hear_said_;
  const Subscription hear_talk_;
};

}  // namespace bonito::model
