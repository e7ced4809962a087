#include "bonito/session/download.hpp"

#include <algorithm>
#include <deque>
#include <system_error>

#include "bonito/base/error.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/web/mime.hpp"
#include "session/download_content.hpp"
#include "session/download_name.hpp"
#include "session/session_core.hpp"
#include "web/file_content.hpp"

namespace bonito {
namespace {

constexpr std::size_t most_saved = 32;

// Of one page, by save().
struct Saved {
  std::deque<detail::Keeps> offers;
};

std::shared_ptr<Download::Content> content_of(DownloadOptions options) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::ranges::any_of(options.type, is_control)) {
    throw Failure({Errc::usage, "The type of a download is a MIME type, as \"text/csv\", on one line."});
  }
  auto content = std::make_shared<Download::Content>();
  content->name = detail::saved_name_of(options.name);
  content->type = options.type.empty() ? std::string(mime_type(content->name)) : std::move(options.type);
  content->is_shown = options.shown;
  return content;
}

}  // namespace

Download Download::file(const std::filesystem::path& path, DownloadOptions options) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw Failure({Errc::not_found, "The download \"" + path.string() +
                                        "\" cannot be read. Give the path of a file, absolute or relative to the "
                                        "working directory (" +
                                        std::filesystem::current_path(error).string() + ")."});
  }
  if (options.name.empty()) options.name = path.filename().string();
  auto content = content_of(std::move(options));
  content->open = [path = std::filesystem::absolute(path), &type = content->type] {
    auto opened = detail::file_content(path);
    if (opened) opened->type = type;
    return opened;
  };
  return Download(std::move(content));
}

Download Download::text(std::string text, DownloadOptions options) {
  const auto size = text.size();
  auto read = [text = std::make_shared<const std::string>(std::move(text))](std::uint64_t offset,
                                                                            std::span<std::byte> into) {
    const auto bytes = as_bytes(*text).subspan(offset).first(std::min(into.size(), text->size() - offset));
    std::ranges::copy(bytes, into.begin());
    return bytes.size();
  };
  return sized(size, std::move(read), std::move(options));
}

Download Download::bytes(Bytes content, DownloadOptions options) {
  return text(std::string(as_text(content)), std::move(options));
}

Download Download::sized(std::uint64_t size, Read read, DownloadOptions options) {
  auto content = content_of(std::move(options));
  auto some = [read = std::make_shared<const Read>(std::move(read))](std::uint64_t offset, std::span<std::byte> into) {
    const auto bytes = (*read)(offset, into);
    if (bytes == 0) {
      throw Failure({Errc::usage, "Where the download was read from, there was no byte " + std::to_string(offset) +
                                      ", though its size says that there is."});
    }
    return bytes;
  };
  content->open = [size, some = detail::ReadAt(std::move(some)), &type = content->type, &id = content->id] {
    const auto source = [&some](detail::ContentRange range) { return detail::source_of(some, range); };
    return std::optional(detail::Content{.type = type, .tag = id, .size = size, .source = source});
  };
  return Download(std::move(content));
}

Download Download::stream_of(std::function<detail::NextPiece()> make, DownloadOptions options) {
  auto content = content_of(std::move(options));
  content->begin = std::move(make);
  return Download(std::move(content));
}

const std::string& Download::name() const noexcept { return content_->name; }
const std::string& Download::type() const noexcept { return content_->type; }

Node to_node(Session&, const Download& download) {
  using namespace literals;
  return dom::a("href"_a = download, "download"_a = true, download.name());
}

detail::TrustedAddress to_attribute_value(const Download& download) {
  return {[download](Session& session) { return detail::SessionCore::of(session).url(download); }};
}

detail::DeferredJs to_js_argument(const Download& download) {
  return [download](Session& session) {
    return detail::JsReference{.url = detail::SessionCore::of(session).url(download)};
  };
}

void save(Session& session, const Download& download) {
  const auto root = session.root();  // a part of the page may go before the browser comes for it
  if (!root) return;
  root->post([&page = *root, download] {
    auto& core = detail::SessionCore::of(page);
    detail::Keeps offer;
    std::string url;
    {
      const detail::SessionCore::KeptIn kept(core, offer);
      url = core.url(download);
    }
    auto& offers = page.data<Saved>().offers;
    offers.push_back(std::move(offer));
    if (offers.size() > most_saved) offers.pop_front();
    page.eval(
        js("const link = document.createElement('a'); link.href = $0; link.download = ''; "
           "document.body.append(link); link.click(); link.remove()",
           url));
  });
}

}  // namespace bonito
