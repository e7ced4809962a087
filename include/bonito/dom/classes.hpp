// Classes: the class attribute, with names that come and go.
//
//   Observable<bool> active;
//   dom::li("class"_a = Classes{"row", {"active", active}});
//
// A second class attribute on an element adds to the first. Owner: a value. Thread: any.
#pragma once
#include <concepts>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bonito/reactive/observable.hpp"

namespace bonito {

class Classes {
 public:
  class Part {
   public:
    Part(const char* names) : names_(names) {}
    Part(std::string_view names) : names_(names) {}
    Part(const std::string& names) : names_(names) {}
    Part(std::string_view names, std::same_as<bool> auto present) : names_(present ? names : std::string_view()) {}
    Part(std::string_view names, Observable<bool> present) : names_(names), present_(std::move(present)) {}

   private:
    friend Classes;
    std::string names_;
    std::optional<Observable<bool>> present_ = std::nullopt;  // nothing: always
  };

  Classes() = default;
  Classes(std::initializer_list<Part> parts);
  explicit Classes(std::string_view names) : fixed_(names) {}
  explicit Classes(Observable<std::string> live) : live_(std::make_shared<const Names>(std::move(live))) {}

  Classes with(const Classes& more) const;

  // The names that never change, and, if some do, the whole attribute's text as it changes.
  const std::string& fixed() const noexcept { return fixed_; }
  std::optional<Observable<std::string>> live() const;

 private:
  using Names = Observable<std::string>;
  std::string fixed_;
  std::shared_ptr<const Names> live_;  // without the fixed ones; null: none, which most have
};

}  // namespace bonito
