// error: Styles know @media, @supports, @container, @layer, @starting-style, @keyframes NAME
#include "bonito/dom/html.hpp"

using namespace bonito;
auto styles = Styles().rule("@import url(x)", {{"color", "red"}});
