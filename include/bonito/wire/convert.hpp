// to_value and from_value: C++ types as values, and back.
//
//   Value travels = to_value(std::vector<float>{1, 2, 3});          // a Float32Array in the browser
//   Result<int> age = from_value<int>(event["age"]);                // an Error that says so if it is no int
//
//   C++                                        | in the browser          | read back from
//   bool, integers, floating point             | boolean, number, BigInt | the same, if it fits; integral reals too
//   std::string, string_view, "…"              | string                  | text that is valid UTF-8 (std::string)
//   enumerations                               | their number            | a number their type can hold
//   std::optional                              | null, or what it holds  | the same
//   vector, array, span of numbers             | a typed array           | typed arrays and lists, if all fit
//   Bytes, and other ranges of std::byte       | Uint8Array              | bytes (Bytes)
//   other ranges; vector<bool>; pairs, tuples  | Array                   | lists
//   maps                                       | object; Map if a key    | the same
//                                              | is no text              |
//   std::chrono::duration                      | number of milliseconds  | a number; rounded to its tick
//   time_point of the system clock, Date       | Date                    | a date
//   Value, Array                               | what they are           | the same
//
// Your own types, by a free function beside them each (found by argument-dependent look-up, and asked first):
//
//   Value to_value(const Point& p) { return Value::Map{{"x", p.x}, {"y", p.y}}; }
//   Result<Point> from_value(const Value& value, std::type_identity<Point>) { … }
//
// Nothing is rounded or cut off unsaid: what does not fit is an Error (bad_payload) that names value and
// range. Only a real that becomes a float or a duration is rounded to what that can hold.
#pragma once
#include "bonito/wire/from_value.hpp"
#include "bonito/wire/to_value.hpp"
