// Pattern and Router: which handler answers which path.
//
//   Router router;
//   router.add("/user/:name", user_page);   // captures one segment
//   router.add("/files/*", files);          // captures the rest, slashes and all
//   router.answer(request);                 // the most specific pattern wins; otherwise a 404 page
//
// Specific means: segment by segment, a literal before a :name before a *. A :name is never empty, a
// * may be. Adding a pattern that matches the same paths replaces the old handler. Thread: any, all
// the time. Failure: a pattern that is no path (it does not start with "/", or has a * before its
// end) throws Failure{Errc::usage}.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bonito/web/handler.hpp"

namespace bonito {

class Pattern {
 public:
  Pattern(const char* path) : Pattern(std::string(path)) {}
  Pattern(std::string path);

  const std::string& text() const noexcept { return text_; }
  // What was captured, if `path` matches.
  std::optional<std::vector<std::string>> match(std::string_view path) const;
  // Is this one more specific than the other? A strict weak order.
  bool before(const Pattern& other) const noexcept;
  // Do both match the same paths? The names after ":" do not matter.
  bool same_paths(const Pattern& other) const noexcept;

 private:
  enum class Kind { literal, name, rest };
  struct Segment {
    Kind kind;
    std::string text;
  };
  std::string text_;
  std::vector<Segment> segments_;
};

class Router {
 public:
  Router();
  ~Router();
  void add(Pattern pattern, Handler handler);
  // Finds the route and calls its handler; 404 when there is none. What a handler throws becomes a
  // 500 page without detail, and a log entry with it.
  Response answer(const Request& request) const;

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace bonito
