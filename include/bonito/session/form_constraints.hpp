// Constraints: what must hold of a form's field, and the sentence that is shown beside it if it does not.
//
//   form.field(&Account::name, "Name", required(), max_length(40), pattern("[a-z]+", "Small letters only."));
//   form.field(&Account::plan, "Plan", choices<Plan>({{Plan::free, "Free"}, {Plan::pro, "Pro"}}));
//
// They stand in the page as HTML's own attributes, so that the browser checks them at once, and C++ checks them always.
// Both mean the same. Each has a sentence, which is the last argument; most have one in English if it is left out. As
// in HTML, a field that is empty breaks none but required(); numbers, dates and choices are required unless they are
// std::optional.
//
//   required      any           it is not empty; of a bool: it is ticked
//   min_length    text          in UTF-16 code units, as browsers count: "é" is 1, "🐟" is 2
//   max_length    text          the same, at most the 65,536 that a text may have without it
//   pattern       text          all of the text is of this form: what JavaScript and std::regex have in common, but for
//                               what looks around or back; of a text area only C++ asks it
//   email         text          an address, as <input type="email"> has it
//   at_least      number, date  not less
//   at_most       number, date  not more
//   in_steps_of   number        a multiple, counted from at_least(), or from 0, which only C++ asks
//   satisfies     any           a function of the value is true, of one that breaks nothing else; only C++ asks it
//   choices       any with ==   one of these; shown as a select, or as radio buttons
//
// And two that are none:
//
//   multiline     text          it is written in a text area of so many lines
//   unreadable    any           what is said of a text that is no such value ("twelve")
//
// Owner: values. Thread: any. Failure: Form::field throws Failure{Errc::usage} for a pattern that is none, a greater
// max_length, and for bounds, lengths or patterns beside choices.
#pragma once
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace bonito {

namespace detail {

struct Required {
  std::string problem;
};
struct MinLength {
  std::size_t units;
  std::string problem;
};
struct MaxLength {
  std::size_t units;
  std::string problem;
};
struct Pattern {
  std::string pattern;
  std::string problem;
};
struct Email {
  std::string problem;
};
template <class T>
struct AtLeast {
  T bound;
  std::string problem;
};
template <class T>
struct AtMost {
  T bound;
  std::string problem;
};
struct InStepsOf {
  double step;
  std::string problem;
};
template <class F>
struct Satisfies {
  F holds;
  std::string problem;
};
template <class T>
struct Choices {
  std::vector<std::pair<T, std::string>> all;
};
struct Multiline {
  int lines;
};
struct Unreadable {
  std::string problem;
};

}  // namespace detail

inline detail::Required required(std::string problem = "") { return {std::move(problem)}; }
inline detail::MinLength min_length(std::size_t units, std::string problem = "") { return {units, std::move(problem)}; }
inline detail::MaxLength max_length(std::size_t units, std::string problem = "") { return {units, std::move(problem)}; }
inline detail::Pattern pattern(std::string pattern, std::string problem) {
  return {std::move(pattern), std::move(problem)};
}
inline detail::Email email(std::string problem = "") { return {std::move(problem)}; }
template <class T>
detail::AtLeast<T> at_least(T bound, std::string problem = "") {
  return {bound, std::move(problem)};
}
template <class T>
detail::AtMost<T> at_most(T bound, std::string problem = "") {
  return {bound, std::move(problem)};
}
inline detail::InStepsOf in_steps_of(double step, std::string problem = "") { return {step, std::move(problem)}; }
template <class F>
detail::Satisfies<F> satisfies(F holds, std::string problem) {
  return {std::move(holds), std::move(problem)};
}
// The value, and what it is called.
template <class T>
detail::Choices<T> choices(std::vector<std::pair<T, std::string>> all) {
  return {std::move(all)};
}
inline detail::Multiline multiline(int lines) { return {lines}; }
inline detail::Unreadable unreadable(std::string problem) { return {std::move(problem)}; }

}  // namespace bonito
