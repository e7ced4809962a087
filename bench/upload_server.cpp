// A page that takes files as large as they come, and keeps them: upload_server [--port N] FOLDER
#include <bonito/bonito.hpp>
#include <filesystem>
#include <iostream>

using namespace bonito;

int main(int argc, char** argv) try {
  const std::filesystem::path folder = argv[argc - 1];
  const auto app = App([=] {
    const auto upload = Upload({.max_bytes = 4ull << 30, .folder = folder});
    const Observable<std::string> kept{""};
    upload.on_file([=](const UploadedFile& file) { kept.set(file.keep(folder / file.name()).value().native()); });
    return dom::main(dom::label("A file ", upload), dom::output(kept), dom::p(upload.files().map([](const auto& all) {
                       return all.empty() ? std::uint64_t{0} : all.back().received;
                     })));
  });
  Server server{ServerOptions{}.with_arguments(argc - 1, argv)};
  server.route("/", app);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
