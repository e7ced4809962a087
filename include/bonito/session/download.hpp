// Download: a file that a browser saves, or a film that it plays, made while it is read, of any size.
//
//   const auto film = Download::file("recordings/monday.mp4");
//   const auto table = Download::stream([=] { return table_of(rows); }, {.name = "levels.csv"});   // pieces.hpp
//   dom::p("Save the ", table, " or ", dom::a("href"_a = film, "download"_a = true, "the film"));
//   dom::video("controls"_a = true, "src"_a = film);
//   dom::button("Export", on_click([=, &session] { save(session, Download::text(report(), {.name = "report.txt"}));
//   }));
//
// A piece is asked for when the browser has taken the last one, so a download needs little memory, however long it is,
// and a slow reader holds no thread. Where the size is known the browser may ask for parts: it goes on after a pause,
// and seeks in films. A stream has one beginning for each reader, and no parts.
//
// Owner: a cheap handle; copies share the content. It is to be had as long as the page, or the part of it, that names
// it is shown, at an address that nobody guesses, and by whom that page may be shown to; one that has begun comes to
// its end. Thread: any; what makes the content runs on worker threads, for several readers at once (64 of all pages;
// who blocks for long keeps others waiting), and may run after the page has gone. Failure: what it throws is the
// session's failure, and ends the body unfinished: the browser says that the download has failed. A page whose asset
// server has no downloads throws Failure{Errc::usage}.
#pragma once
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "bonito/base/bytes.hpp"
#include "bonito/dom/attribute.hpp"
#include "bonito/dom/js.hpp"
#include "bonito/dom/node.hpp"
#include "bonito/session/pieces.hpp"

namespace bonito {

class Session;

struct DownloadOptions {
  std::string name = "";  // "levels.csv", as it is saved; of a file, its own. What no system wants in one is replaced
  std::string type = "";  // "text/csv", a MIME type; by the name's ending, if none is given
  bool shown = false;     // by the browser, if it can, when somebody follows a link to it; otherwise it is saved
};

namespace detail {

using NextPiece = std::function<std::optional<std::string>()>;

template <class F>
concept MakesPieces = std::copy_constructible<F> && requires(F& make) {
  { make()() } -> std::convertible_to<std::optional<std::string>>;
};

}  // namespace detail

class Download {
 public:
  // Opened anew by each reader. Throws Failure{Errc::not_found} if there is no such file now.
  static Download file(const std::filesystem::path& path, DownloadOptions options = {});
  static Download text(std::string content, DownloadOptions options = {});
  static Download bytes(Bytes content, DownloadOptions options = {});
  // `read` gives some of the bytes from this offset on, as many as are at hand, at least one; the same ones every time.
  using Read = std::function<std::size_t(std::uint64_t offset, std::span<std::byte> into)>;
  static Download sized(std::uint64_t size, Read read, DownloadOptions options = {});
  // `make` gives what makes the pieces for one reader: Pieces, or a function that returns the next one, and nothing
  // after the last. Short ones are gathered, for a moment; an empty one sends what there is, and others must
  // follow.
  template <detail::MakesPieces F>
  static Download stream(F make, DownloadOptions options = {}) {
    return stream_of(
        [make = std::move(make)]() mutable -> detail::NextPiece {
          auto pieces = std::make_shared<std::invoke_result_t<F&>>(make());
          return [pieces = std::move(pieces)] { return (*pieces)(); };
        },
        std::move(options));
  }

  const std::string& name() const noexcept;
  const std::string& type() const noexcept;

  // As an element: a link of this name, which saves it.
  friend Node to_node(Session& session, const Download& download);
  // As an attribute, or in a script: its URL, relative to the page.
  friend detail::TrustedAddress to_attribute_value(const Download& download);
  friend detail::DeferredJs to_js_argument(const Download& download);

  struct Content;  // the library's own
  const std::shared_ptr<const Content>& content() const noexcept { return content_; }

 private:
  explicit Download(std::shared_ptr<const Content> content) noexcept : content_(std::move(content)) {}
  static Download stream_of(std::function<detail::NextPiece()> make, DownloadOptions options);

  std::shared_ptr<const Content> content_;
};

// The page saves it now, as if somebody had followed a link. It is to be had until the page has gone, or 32 others were
// saved. A browser may ask the visitor about the second of several that no click has caused. Thread: any.
void save(Session& session, const Download& download);

}  // namespace bonito
