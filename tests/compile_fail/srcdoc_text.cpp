// error: srcdoc is markup: only UnsafeHtml may stand there
#include "bonito/dom/html.hpp"

using namespace bonito;
auto attribute = "srcdoc"_a = "<p>";
