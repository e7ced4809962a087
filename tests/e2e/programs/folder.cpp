// A page that is written into a folder, with all that it shows, by render_page: whatever serves the folder serves it.
#include <bonito/base/random.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "strict.hpp"

using namespace bonito;

namespace {

Node content(const std::filesystem::path& modules) {
  const auto picture = Asset::text(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>)",
      "image/svg+xml", "box.svg");
  const auto module = Asset::module(modules / "greets.js", {{"greeter", Asset::module(modules / "greeter.js")}});
  const auto sheet = Asset::text("#local { color: rgb(1, 2, 3) }", "text/css", "colour.css");
  return dom::main(sheet, dom::p("id"_a = "local"), dom::img("src"_a = picture, "alt"_a = "A box"), module);
}

}  // namespace

int main(int argc, char** argv) try {
  const auto folder = std::filesystem::temp_directory_path() / ("bonito-folder-" + random_id());
  const Registration foldered =
      register_asset_server([&] { return std::make_unique<FolderAssetServer>(folder, "/files/"); });
  const Registration unconnected = force_connection<NoConnection>();
  Pages pages;
  const std::string page = render_page(*pages.open(), App(content(MODULES_FOLDER)));
  std::ofstream(folder / "index.html") << page;
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/files/*", serve_folder(folder));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
  std::filesystem::remove_all(folder);
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
