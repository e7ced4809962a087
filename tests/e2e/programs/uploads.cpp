// A page that takes files, shows how far they are, and keeps what has come in a folder: uploads FOLDER
#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>

#include "strict.hpp"

using namespace bonito;
using namespace bonito::literals;
using test::strict;

namespace {

std::string_view name_of(UploadState state) {
  switch (state) {
    case UploadState::waiting: return "waiting";
    case UploadState::sending: return "sending";
    case UploadState::done: return "done";
    case UploadState::refused: return "refused";
    case UploadState::cancelled: return "cancelled";
    case UploadState::failed: return "failed";
  }
  return "?";
}

App uploads(const std::filesystem::path& folder) {
  return App([=] {
    const auto upload = Upload({.max_bytes = 20u << 20,
                                .max_files = 3,
                                .types = {"image/*", ".bin"},
                                .folder = folder,
                                .attributes = {"id"_a = "files"}});
    const Observable<std::string> kept{""};
    upload.on_file([=](const UploadedFile& file) {
      if (const auto done = file.keep(folder / file.name()); !done) throw Failure(done.error());
      kept.update([&](std::string& all) { all += file.name() + " "; });
    });
    const auto row = [=](const UploadProgress& file) {
      return dom::li(dom::span(file.name), " ", dom::progress("max"_a = file.bytes, "value"_a = file.received), " ",
                     dom::b(name_of(file.state)), " ", dom::i(file.why),
                     dom::button("cancel", on_click([=] { upload.cancel(file.id); })),
                     dom::button("remove", on_click([=] { upload.remove(file.id); })));
    };
    const Observable<int> clicks{0};
    const Observable<bool> is_shown{true};
    const auto place = is_shown.map([=](bool is) { return is ? std::optional(upload) : std::nullopt; });
    return dom::main(dom::label("id"_a = "label", "Files ", place),
                     dom::ul(KeyedList(upload.files(), &UploadProgress::id, row)), dom::p("id"_a = "kept", kept),
                     dom::button("count", on_click([=] { clicks.update([](int& n) { ++n; }); })), dom::output(clicks),
                     dom::button("hide", on_click([=] { is_shown.set(false); })));
  });
}

// Nothing is stored: the program looks at the pieces as they come.
App sum() {
  return App([] {
    const auto upload = Upload({.max_bytes = 1u << 30});
    const Observable<std::string> told{""};
    const auto total = std::make_shared<std::uint64_t>(0);
    upload.on_piece([=](const UploadPiece& piece) {
      for (const std::byte byte : piece.bytes) *total += static_cast<std::uint64_t>(byte);
      if (piece.is_last) told.set(piece.file.name + ": " + std::to_string(*total));
    });
    return dom::main(dom::label("A file ", upload), dom::output(told));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  using namespace std::chrono_literals;
  set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(CleanupTimes{.keep_after_disconnect = 15s}));
  const Registration streamed = register_connection([](const Request& request) {
    return request.path == "/streamed" ? std::make_shared<HttpStreamConnection>() : nullptr;
  });
  Server server{ServerOptions{}.with_arguments(argc - 1, argv)};
  const auto page = strict(uploads(argv[argc - 1]));
  server.route("/", page).route("/streamed", page).route("/sum", strict(sum()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
