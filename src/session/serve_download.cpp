#include "session/serve_download.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "bonito/web/error_page.hpp"
#include "session/download_content.hpp"
#include "session/download_name.hpp"
#include "session/sandbox.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr std::chrono::milliseconds gathering{100};  // short pieces, at most

// One of those that a page's downloads may run at once; null: there are as many.
std::shared_ptr<void> begin_running(const std::shared_ptr<std::atomic<std::size_t>>& running, std::size_t most) {
  if (running->fetch_add(1) < most) return {running.get(), [running](void*) { --*running; }};
  --*running;
  return nullptr;
}

// What a program's pieces are as one flow of bytes.
class Gathered {
 public:
  explicit Gathered(NextPiece next) : next_(std::move(next)) {}

  std::size_t read(std::span<std::byte> into) {
    const auto until = std::chrono::steady_clock::now() + gathering;
    std::size_t filled = 0;
    while (filled < into.size()) {
      if (at_ == piece_.size()) {
        if (ended_ || (filled > 0 && std::chrono::steady_clock::now() >= until)) break;
        auto piece = next_();
        ended_ = !piece;
        piece_ = std::move(piece).value_or("");
        at_ = 0;
        if (piece_.empty() && (ended_ || filled > 0)) break;
      }
      const auto bytes = as_bytes(piece_).subspan(at_).first(std::min(into.size() - filled, piece_.size() - at_));
      std::ranges::copy(bytes, into.begin() + static_cast<std::ptrdiff_t>(filled));
      at_ += bytes.size();
      filled += bytes.size();
    }
    return filled;
  }

 private:
  NextPiece next_;
  std::string piece_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

Response serve_sized(const Request& request, const Download::Content& download) {
  auto content = download.open();
  if (!content) return error_page(404, "The file that this page offers is not there any more.");
  content->cache_control = "private, no-cache";
  return serve_content(request, *content);
}

Response serve_stream(const Request& request, const Download::Content& download) {
  Response response{.headers = {{"Content-Type", download.type},
                                {"Cache-Control", "private, no-store"},
                                {"Accept-Ranges", "none"},
                                {"X-Content-Type-Options", "nosniff"}}};
  // For HEAD nothing is begun.
  const auto gathered = std::make_shared<Gathered>(request.method == "HEAD" ? NextPiece() : download.begin());
  response.source = std::make_shared<const BodySource>(
      BodySource{[gathered](std::span<std::byte> into) { return gathered->read(into); }});
  return response;
}

// What the content's code throws is the session's failure.
void failed(Session& session, const Download& download) {
  SessionCore::of(session).fail(std::current_exception(), "The download \"" + download.name() + "\"");
}

// All that a body needs, for it may outlive the page; it is there until the source has gone. Not the offer: that ends
// with the page.
struct Needed {
  std::weak_ptr<Session> session;
  Download download;
  std::shared_ptr<void> running;
  std::shared_ptr<const BodySource> source;
};

std::shared_ptr<const BodySource> kept(std::shared_ptr<const BodySource> source, const Offer& offer,
                                       std::shared_ptr<void> running) {
  const auto needed =
      std::make_shared<const Needed>(Needed{offer.session, offer.download, std::move(running), std::move(source)});
  auto read = [needed](std::span<std::byte> into) {
    try {
      return needed->source->read(into);
    } catch (...) {
      if (const auto session = needed->session.lock()) failed(*session, needed->download);
      throw;
    }
  };
  return std::make_shared<const BodySource>(BodySource{std::move(read), needed->source->size});
}

}  // namespace

Response serve_download(const Request& request, const Offer& offer, std::size_t most_at_once) {
  const auto session = offer.session.lock();
  if (!session) return error_page(404, "The page that offered this download has gone.");
  auto running = begin_running(offer.running, most_at_once);
  if (!running) {
    auto refusal = error_page(503, "This page reads as many downloads at once as it may. Try again.");
    refusal.headers.emplace_back("Retry-After", "5");
    return refusal;
  }
  const auto& download = *offer.download.content();
  Response response;
  try {
    response = download.open ? serve_sized(request, download) : serve_stream(request, download);
  } catch (...) {
    failed(*session, offer.download);
    return error_page(500, "This download could not be made. The log of the program behind the page says why.");
  }
  if (response.status != 200 && response.status != 206) return response;
  response.headers.emplace_back("Content-Disposition",
                                content_disposition(download.is_shown ? "inline" : "attachment", download.name));
  if (download.is_shown) sandbox_page(response, download.type);
  if (response.source) response.source = kept(std::move(response.source), offer, std::move(running));
  return response;
}

}  // namespace bonito::detail
