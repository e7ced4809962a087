// TextPattern: whether the whole of a text is of a form, as an input's `pattern` attribute says it.
//
//   TextPattern("[a-z]+(-[a-z]+)*").matches("long-name")   // true
//
// It is what JavaScript's regular expressions with the flag `v` and std::regex have in common, and means what the
// former do: characters, `.`, classes ([a-z_], [^…]), \d \w \s and their capitals, groups, `|`, and the counts * + ?
// {n} {n,} {n,m}. A character is a code point. The time is at most text times pattern, whatever both are, and the stack
// is not used: no stranger's text can hold the program up.
//
// Owner: a value. Thread: any. Failure: the constructor throws Failure{Errc::usage} for what is no such pattern.
#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace bonito::detail {

class TextPattern {
 public:
  explicit TextPattern(std::string_view pattern);
  bool matches(std::string_view text) const;  // which is UTF-8

  // Code points, from the first to the last of each pair; or all others.
  struct Set {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool is_negated = false;
    bool has(char32_t character) const noexcept;
  };
  // One character of a set, and then the next step; or both of two ways.
  struct Step {
    enum class Kind : std::uint8_t { character, fork, jump, end } kind;
    std::size_t first = 0;   // the set, or the step
    std::size_t second = 0;  // the other step
  };

 private:
  std::vector<Set> sets_;
  std::vector<Step> steps_;
};

}  // namespace bonito::detail
