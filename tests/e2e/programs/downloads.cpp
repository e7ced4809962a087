// What a browser saves and plays, under the policy default-src 'self'.
#include <iostream>
#include <stdexcept>
#include <string>

#include "strict.hpp"

using namespace bonito;
using test::strict;

namespace {

constexpr int rows = 200'000;

// A table of any length: each piece is made when the browser has taken the last one.
Pieces table_of(int count) {
  co_yield "row,square\n";
  for (std::int64_t row = 0; row < count; ++row) {
    co_yield std::to_string(row) + "," + std::to_string(row * row) + "\n";
  }
}

// Content that is known at any place: the browser may pause, go on, and seek.
Download noise() {
  const auto read = [](std::uint64_t offset, std::span<std::byte> into) {
    for (auto& byte : into) byte = static_cast<std::byte>(offset++ * 2654435761U >> 13);
    return into.size();
  };
  return Download::sized(20'000'000, read, {.name = "noise.bin"});
}

// A minute of a rising tone: 8,000 bytes in a second.
Download sound() {
  constexpr std::uint32_t size = 60 * 8000;
  const auto number = [](std::uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
    return text;
  };
  std::string wave = "RIFF" + number(36 + size, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) + number(1, 2) +
                     number(8000, 4) + number(8000, 4) + number(1, 2) + number(8, 2) + "data" + number(size, 4);
  for (std::uint32_t i = 0; i < size; ++i) wave += static_cast<char>(i * (1 + i / 8000) % 100);
  return Download::text(std::move(wave), {.name = "tone.wav"});
}

App page() {
  const Download broken = Download::stream(
      []() -> Pieces {
        co_yield std::string(500'000, 'x');
        throw std::runtime_error("the sensor is gone");
      },
      {.name = "broken.txt"});
  const Download own_page = Download::text("<title>Sandboxed</title><script>document.title = 'ran'</script>",
                                           {.name = "page.html", .shown = true});
  return App([=](Session& session) {
    const Observable<int> count{0};
    const auto table = Download::stream([] { return table_of(rows); }, {.name = "Grüße, \"Welt\".csv"});
    const auto save_report = on_click([=, &session] {
      count.update([](int& n) { ++n; });
      save(session, Download::text("Report " + std::to_string(count.get()), {.name = "report.txt"}));
    });
    return dom::main(dom::p(table), dom::a("id"_a = "plain", "href"_a = noise(), "Noise"),
                     dom::audio("controls"_a = true, "preload"_a = "metadata", "src"_a = sound()),
                     dom::button("Export", save_report), dom::output(count), dom::p(broken),
                     dom::a("id"_a = "shown", "href"_a = own_page, "A page"));
  });
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  Server server(ServerOptions{}.with_arguments(argc, argv));
  server.route("/", strict(page())).route("/deep/down/page", strict(page()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
