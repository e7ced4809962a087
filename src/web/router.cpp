#include "bonito/web/router.hpp"

#include <algorithm>
#include <exception>
#include <mutex>

#include "bonito/base/error.hpp"
#include "bonito/base/log.hpp"
#include "bonito/web/error_page.hpp"

namespace bonito {

Pattern::Pattern(std::string path) : text_(std::move(path)) {
  const auto refuse = [&](const std::string& why) {
    throw Failure({Errc::usage, "The pattern \"" + text_ + "\" is no path: " + why});
  };
  if (!text_.starts_with('/')) refuse("it has to start with \"/\".");
  std::string_view rest = text_;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const auto segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    if (segment == "*") {
      if (!rest.empty()) refuse("a \"*\" catches all that follows, so it has to be the end.");
      segments_.push_back({Kind::rest, ""});
    } else if (segment.starts_with(':')) {
      if (segment.size() == 1) refuse("a \":\" needs a name after it.");
      segments_.push_back({Kind::name, std::string(segment.substr(1))});
    } else {
      segments_.push_back({Kind::literal, std::string(segment)});
    }
  }
}

std::optional<std::vector<std::string>> Pattern::match(std::string_view path) const {
  std::vector<std::string> captures;
  for (const auto& [kind, text] : segments_) {
    if (!path.starts_with('/')) return std::nullopt;
    path.remove_prefix(1);
    if (kind == Kind::rest) {
      captures.emplace_back(path);
      return captures;
    }
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (kind == Kind::literal ? segment != text : segment.empty()) return std::nullopt;
    if (kind == Kind::name) captures.emplace_back(segment);
  }
  if (!path.empty()) return std::nullopt;
  return captures;
}

bool Pattern::before(const Pattern& other) const noexcept {
  const auto [mine, theirs] = std::mismatch(segments_.begin(), segments_.end(), other.segments_.begin(),
                                            other.segments_.end(), [](auto& a, auto& b) { return a.kind == b.kind; });
  if (mine == segments_.end()) return false;
  return theirs == other.segments_.end() || mine->kind < theirs->kind;  // the longer one says more
}

bool Pattern::same_paths(const Pattern& other) const noexcept {
  return std::equal(segments_.begin(), segments_.end(), other.segments_.begin(), other.segments_.end(),
                    [](auto& a, auto& b) { return a.kind == b.kind && (a.kind != Kind::literal || a.text == b.text); });
}

// Readers take the list as it stands; a writer puts a new one in its place.
struct Router::Table {
  struct Route {
    Pattern pattern;
    Handler handler;
  };
  using Routes = std::vector<Route>;  // the most specific first

  mutable std::mutex mutex;
  std::shared_ptr<const Routes> routes = std::make_shared<const Routes>();
};

Router::Router() : table_(std::make_unique<Table>()) {}
Router::~Router() = default;

void Router::add(Pattern pattern, Handler handler) {
  const std::lock_guard lock(table_->mutex);
  auto routes = *table_->routes;
  std::erase_if(routes, [&](const auto& route) { return route.pattern.same_paths(pattern); });
  const auto place = std::upper_bound(routes.begin(), routes.end(), pattern,
                                      [](const auto& a, const auto& b) { return a.before(b.pattern); });
  routes.insert(place, Table::Route{std::move(pattern), std::move(handler)});
  table_->routes = std::make_shared<const Table::Routes>(std::move(routes));
}

Response Router::answer(const Request& request) const {
  std::shared_ptr<const Table::Routes> routes;
  {
    const std::lock_guard lock(table_->mutex);
    routes = table_->routes;
  }
  std::string why = "an exception that is no std::exception";
  try {
    for (const auto& [pattern, handler] : *routes) {
      if (auto captures = pattern.match(request.path)) return handler(Visit{request, *std::move(captures)});
    }
    return error_page(404, "There is no page at this address.");
  } catch (const std::exception& failure) {
    why = failure.what();
  } catch (...) {
    // `why` says already all that is known.
  }
  log(LogLevel::error, LogOwner::app, "The handler of " + request.path + " threw: " + why);
  return error_page(500, "The program behind this page could not answer. Its log says why.");
}

}  // namespace bonito
