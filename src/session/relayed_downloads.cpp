#include "session/relayed_downloads.hpp"

#include <algorithm>
#include <utility>

#include "bonito/web/error_page.hpp"

namespace bonito::detail {
namespace {

// Of the host's threads, for one worker: then no download begins. Those that are being sent go on.
constexpr std::size_t most_waiting = 64;

}  // namespace

Response RelayedDownloads::fetch(std::uint32_t app, const Request& request, std::string_view key) {
  std::uint32_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++newest_;
  }
  // The last word, whenever nobody wants it any more.
  std::shared_ptr<void> wanted(nullptr,
                               [line = line_, number](void*) { line->send(line_message(LineOp::drop, number)); });
  auto answer = ask(number,
                    line_message(LineOp::fetch, number, app, Value(std::string(key)), Value(request.method),
                                 line_value(request.headers)),
                    most_waiting);
  if (!answer) {
    Response refusal = error_page(answer.error().code == Errc::refused ? 503 : 502, answer.error().message);
    refusal.headers.emplace_back("Retry-After", "5");
    return refusal;
  }
  if (!answer->has_body) return std::move(answer->response);
  auto read = [self = shared_from_this(), wanted = std::move(wanted), number](std::span<std::byte> into) {
    const auto piece = self->ask(number, line_message(LineOp::more, number, std::uint64_t{into.size()})).value();
    const auto bytes = as_bytes(piece.response.body);
    if (bytes.size() > into.size()) throw Failure({Errc::bad_payload, "A piece is longer than it may be."});
    std::ranges::copy(bytes, into.begin());
    return bytes.size();
  };
  answer->response.source = std::make_shared<const BodySource>(BodySource{std::move(read), answer->size});
  return std::move(answer->response);
}

Result<RelayedDownloads::Said> RelayedDownloads::ask(std::uint32_t number, Bytes message, std::size_t most) {
  std::future<Result<Said>> answer;
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return Error{Errc::closed, "The line to the program that makes this download has ended."};
    if (waiting_.size() >= most) {
      return Error{Errc::refused, "The program behind this page makes as many downloads at once as it can. Try again."};
    }
    answer = waiting_[number].get_future();
  }
  line_->send(std::move(message));
  if (answer.wait_for(patience_) == std::future_status::ready) return answer.get();
  const std::lock_guard lock(mutex_);
  waiting_.erase(number);
  return Error{Errc::timeout, "The program that makes this download said nothing within " +
                                  std::to_string(patience_.count()) + " ms."};
}

void RelayedDownloads::said(std::uint32_t number, Result<Said> what) {
  const std::lock_guard lock(mutex_);
  if (auto asked = waiting_.extract(number)) asked.mapped().set_value(std::move(what));
}

void RelayedDownloads::obey(const LineMessage& message) {
  if (message.op() == LineOp::answer) {
    const auto [number, status, headers, has_body, size] =
        message.read<std::uint32_t, std::uint16_t, LineHeaders, bool, std::optional<std::uint64_t>>();
    return said(number, Said{.response = {.status = status,
                                          .body = std::string(as_text(message.rest())),
                                          .headers = headers_of(headers)},
                             .has_body = has_body,
                             .size = size});
  }
  const auto [number] = message.read<std::uint32_t>();
  if (message.op() == LineOp::cut) return said(number, Error{Errc::app, "What makes the download has failed."});
  said(number, Said{.response = {.body = std::string(as_text(message.rest()))}});
}

void RelayedDownloads::end() {
  decltype(waiting_) waiting;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    waiting.swap(waiting_);
  }
  for (auto& [number, asked] : waiting) {
    asked.set_value(Error{Errc::closed, "The line to the program that makes this download has ended."});
  }
}

}  // namespace bonito::detail
