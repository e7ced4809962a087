// npm's CodeMirror 6 as an editor of a text that the program has: what either changes, the other has. Open it twice.
#include <algorithm>
#include <bonito/bonito.hpp>
#include <iostream>
#include <regex>
#include <string>

#include "editor.module.hpp"
using namespace bonito;

namespace {

const char* const hello = R"(#include <iostream>

int main() {
  std::cout << "Hello, world!" << std::endl;
}
)";

App page(const Observable<std::string>& text) {
  return App(
      [=](Session& session) {
        const auto lines = text.map([](const std::string& all) { return std::ranges::count(all, '\n'); });
        const auto tidy = [](std::string& all) { all = std::regex_replace(all, std::regex(" +\n"), "\n"); };
        const Node editor = dom::div();
        session.on_load(editor, js("element => $0.editor(element, $1)", modules::editor(), text));
        return dom::main(dom::h1("Editor"), editor, dom::p("Lines: ", lines),
                         dom::button("Remove spaces at the ends of lines", on_click([=] { text.update(tidy); })));
      },
      {.title = "CodeMirror", .content_security_policy = "default-src 'self'"});
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<std::string> text{hello};
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", page(text));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
