// A formula set by npm's KaTeX, with its fonts, while it is typed.
#include <bonito/bonito.hpp>
#include <iostream>
#include <string>

#include "formula.module.hpp"
using namespace bonito;

namespace {

const char* const gauss = R"(\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi})";
const char* const euler = R"(\sum_{n=1}^{\infty} \frac{1}{n^2} = \frac{\pi^2}{6})";
const char* const matrix = R"(\begin{pmatrix} x' \\ y' \end{pmatrix} = \begin{pmatrix} \cos\varphi & -\sin\varphi \\
\sin\varphi & \cos\varphi \end{pmatrix} \begin{pmatrix} x \\ y \end{pmatrix})";

App page() {
  return App(
      [](Session& session) {
        const Observable<std::string> source{gauss};
        const Node formula = dom::p("style"_a = Styles{{"font-size", "1.5rem"}});
        session.on_load(formula, js("element => $0.formula(element, $1)", modules::formula(), source));
        const auto example = [=](const char* name, const char* text) {
          return dom::button(name, on_click([=] { source.set(text); }));
        };
        return dom::main(dom::h1("Formula"), example("Gauss", gauss), example("Euler", euler), example("Turn", matrix),
                         formula,
                         dom::textarea("value"_a = source, "aria-label"_a = "TeX", "rows"_a = 4, "cols"_a = 60,
                                       on_input([=](std::string text) { source.set(text); })));
      },
      {.title = "KaTeX", .content_security_policy = "default-src 'self'"});
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", page());
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
