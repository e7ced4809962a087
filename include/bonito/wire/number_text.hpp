// js_text: the text JavaScript's String() makes of a value, so that what the server renders first is
// what the browser shows later.
//
//   js_text(0.1 + 0.2)   // "0.30000000000000004"
//   js_text(1e21)        // "1e+21"
//   js_text(Value())     // "": null shows nothing, where String() says "null"
//
// A date is its ISO text (toISOString), as String() would depend on the reader's time zone and language.
// Lists and typed arrays are their elements joined with commas; maps are "[object Object]", or
// "[object Map]" if a key is no text.
#pragma once
#include <concepts>
#include <string>

#include "bonito/wire/value.hpp"

namespace bonito {

std::string js_text(double number);
std::string js_text(const Value& value);
template <std::integral T>
std::string js_text(T number) {  // not by way of double, which would round
  return js_text(Value(number));
}

// The number that the shortest text of this float stands for: 0.1, where the float itself is 0.10000000149011612. Read
// as a float it is the same again.
double decimal_of(float number);

}  // namespace bonito
