// The browser's half of a form: it says what is wrong without a way to the program and back, and sends only what might
// be right.
#pragma once
#include <string>
#include <utility>

#include "bonito/dom/js.hpp"
#include "bonito/reactive/observable.hpp"

namespace bonito::detail {

// A function of the form's element. `pointed_at`: a count, and the message of the field that is to have the focus now;
// without one, what the browser could not read goes.
Js form_script(const Observable<std::pair<std::size_t, std::string>>& pointed_at);

}  // namespace bonito::detail
