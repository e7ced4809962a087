// Errors: what can go wrong, said once, in one shape.
//
//   Result<int> port = parse_port(text);
//   if (!port) return port.error();          // a failure one should expect is a Result
//   use(*port);
//   use(parse_port(text).value());           // or let value() throw Failure
//
// A failure you should expect is a Result; a broken contract throws Failure. An Error's message is a
// full sentence for a person: what happened, and what to do about it.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace bonito {

enum class Errc {
  closed,       // the session, socket or server has ended
  timeout,      // it took longer than was allowed
  javascript,   // the browser's code failed
  bad_payload,  // bytes or a value that are not what was agreed
  too_large,    // over a limit
  not_found,    // no such file, route or session
  refused,      // not allowed
  in_use,       // an address that is taken
  lagging,      // a browser that could not keep up
  app,          // the program's own code threw
  usage,        // the caller asked for what cannot be: a name, an option, a cycle
  io,           // the operating system said no
};

// The code's name, as it stands above: "bad_payload".
const char* to_string(Errc code) noexcept;

struct Error {
  Errc code;
  std::string message;
};

// What Result::value() throws, and what constructors and handlers throw when a contract is broken.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}
  const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

// Either a T or an Error: std::expected<T, Error>, until we may use C++23.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return state_.index() == 0; }
  // The value; each throws Failure if there is none: what a browser sent must not be able to end a program
  // that forgot to ask.
  const T& operator*() const& { return held(); }
  T& operator*() & { return const_cast<T&>(held()); }
  const T* operator->() const { return &held(); }
  T* operator->() { return &const_cast<T&>(held()); }
  // Precondition: it holds an error.
  const Error& error() const noexcept { return *std::get_if<1>(&state_); }

  // The value; throws Failure if there is none.
  T value() && {
    if (!*this) throw Failure(std::move(*std::get_if<1>(&state_)));
    return std::move(*std::get_if<0>(&state_));
  }

 private:
  const T& held() const {
    if (!*this) throw Failure(error());
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

}  // namespace bonito
