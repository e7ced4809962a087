// Functions of the program that scripts of a page call: Session::expose().
//
// What a script gives becomes the function's parameters by from_value, and what it returns travels back by to_value; a
// Result's Error is what the browser's promise is rejected with. Support for session.hpp.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/value.hpp"

namespace bonito::detail {

using ExposedFunction = std::function<Result<Value>(const Value::List&)>;

template <class F>
struct ParametersOf : ParametersOf<decltype(&F::operator())> {};
template <class R, class... A>
struct ParametersOf<R (*)(A...)> : std::type_identity<std::tuple<std::remove_cvref_t<A>...>> {};
template <class C, class R, class... A>
struct ParametersOf<R (C::*)(A...)> : std::type_identity<std::tuple<std::remove_cvref_t<A>...>> {};
template <class C, class R, class... A>
struct ParametersOf<R (C::*)(A...) const> : std::type_identity<std::tuple<std::remove_cvref_t<A>...>> {};

template <class F>
concept HasKnownParameters = requires {
  typename ParametersOf<std::decay_t<F>>::type;
};

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;

template <class R>
Result<Value> exposed_result(R&& result) {
  if constexpr (is_result<std::remove_cvref_t<R>>) {
    if (!result) return result.error();
    return Value(bonito::to_value(*result));
  } else {
    return Value(bonito::to_value(std::forward<R>(result)));
  }
}

Error wrong_count(std::size_t takes, std::size_t given);
Error wrong_argument(std::size_t index, const Error& why);

template <class F, class... A, std::size_t... I>
Result<Value> call_exposed(F& function, const Value::List& given, std::type_identity<std::tuple<A...>>,
                           std::index_sequence<I...>) {
  if (given.size() != sizeof...(A)) return wrong_count(sizeof...(A), given.size());
  std::tuple<Result<A>...> arguments{bonito::from_value<A>(given[I])...};
  std::optional<Error> wrong;
  [[maybe_unused]] const auto look = [&](std::size_t index, const auto& argument) {
    if (!argument && !wrong) wrong = wrong_argument(index, argument.error());
  };
  (look(I, std::get<I>(arguments)), ...);
  if (wrong) return *wrong;
  using R = std::invoke_result_t<F&, A...>;
  if constexpr (std::is_void_v<R>) {
    function(std::get<I>(std::move(arguments)).value()...);
    return Value();
  } else {
    return exposed_result(function(std::get<I>(std::move(arguments)).value()...));
  }
}

template <class F>
ExposedFunction exposed_function(F f) {
  static_assert(HasKnownParameters<F>,
                "an exposed function has parameters of named types: numbers, text, typed arrays, or types with "
                "from_value (no auto)");
  using Parameters = typename ParametersOf<std::decay_t<F>>::type;
  return [f = std::move(f)](const Value::List& given) mutable {
    return call_exposed(f, given, std::type_identity<Parameters>{},
                        std::make_index_sequence<std::tuple_size_v<Parameters>>{});
  };
}

}  // namespace bonito::detail
