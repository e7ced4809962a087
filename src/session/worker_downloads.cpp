#include "session/worker_downloads.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "bonito/base/error.hpp"

namespace bonito::detail {
namespace {

constexpr std::uint64_t most_at_once = 256u << 10;  // in one piece

}  // namespace

void WorkerDownloads::fetch(std::uint32_t number, std::function<Response()> serve) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    if (!fetched_.emplace(number, Fetched{}).second) {
      throw Failure({Errc::bad_payload, "It has fetched this download before."});
    }
  }
  work_([this, number, serve = std::move(serve)] { answer(number, serve()); });
}

void WorkerDownloads::answer(std::uint32_t number, Response response) {
  auto size = response.source ? response.source->size : std::nullopt;
  Bytes message = line_message(LineOp::answer, number, static_cast<std::uint16_t>(response.status),
                               line_value(response.headers), response.source != nullptr, size);
  const auto body = as_bytes(response.body);
  message.insert(message.end(), body.begin(), body.end());
  say(number, std::move(message), std::move(response.source));
}

void WorkerDownloads::more(std::uint32_t number, std::uint64_t room) {
  std::shared_ptr<const BodySource> source;
  {
    const std::lock_guard lock(mutex_);
    const auto found = fetched_.find(number);
    if (found == fetched_.end()) return;  // it was dropped when the line ended
    if (std::exchange(found->second.is_working, true) || !found->second.source || room == 0) {
      throw Failure({Errc::bad_payload, "It has asked for a piece that cannot be had."});
    }
    source = found->second.source;
  }
  work_([this, number, source = std::move(source), room = std::min(room, most_at_once)] {
    Bytes message = line_message(LineOp::piece, number);
    const auto head = message.size();
    message.resize(head + room);
    try {
      message.resize(head + std::min<std::size_t>(room, source->read(std::span(message).subspan(head))));
    } catch (...) {
      message = line_message(LineOp::cut, number);  // the session's failure is told already
    }
    say(number, std::move(message), source);
  });
}

void WorkerDownloads::say(std::uint32_t number, Bytes message, std::shared_ptr<const BodySource> source) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = fetched_.find(number);
    if (found == fetched_.end()) return;
    found->second = {std::move(source), false};
  }
  line_->send(std::move(message));
}

void WorkerDownloads::drop(std::uint32_t number) {
  const auto gone = [&] {
    const std::lock_guard lock(mutex_);
    return fetched_.extract(number);
  }();
}

void WorkerDownloads::end() {
  decltype(fetched_) gone;
  const std::lock_guard lock(mutex_);
  ended_ = true;
  gone.swap(fetched_);
}

}  // namespace bonito::detail
