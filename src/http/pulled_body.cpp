#include "http/pulled_body.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "bonito/base/log.hpp"

namespace bonito::http {
namespace {

constexpr std::uint64_t piece_size = 64u << 10;

// At most once a second: readers may ask as often as they like.
void complain(const std::string& why) {
  using Clock = std::chrono::steady_clock;
  static std::atomic<Clock::rep> next{Clock::time_point::min().time_since_epoch().count()};
  auto due = next.load();
  const auto now = Clock::now().time_since_epoch();
  if (now.count() < due || !next.compare_exchange_strong(due, (now + std::chrono::seconds(1)).count())) return;
  log(LogLevel::warning, LogOwner::app, "A response was cut off: " + why);
}

}  // namespace

PulledBody::PulledBody(std::shared_ptr<const BodySource> source, Framing framing)
    : source_(std::move(source)),
      framing_(framing),
      left_(source_->size.value_or(piece_size)),
      piece_(std::min(left_, piece_size)) {}

PulledBody::Next PulledBody::pull() noexcept {
  std::string why = "something that is no std::exception was thrown.";
  try {
    return read();
  } catch (const std::exception& failure) {
    why = failure.what();
  } catch (...) {
    // `why` says already all that is known.
  }
  complain(why);
  return Next::broken;
}

PulledBody::Next PulledBody::read() {
  const bool sized = source_->size.has_value();  // otherwise left_ stays as large as a piece
  size_ = 0;
  before_.clear();
  after_ = {};
  if (sized && left_ == 0) return Next::end;
  const auto room = std::span(piece_).first(std::min<std::size_t>(piece_.size(), left_));
  size_ = std::min(room.size(), source_->read(room));
  if (size_ == 0 && sized) {
    complain("its body ends before the size that was said.");
    return Next::broken;
  }
  if (sized) left_ -= size_;
  if (framing_ == Framing::chunked) {
    before_ = chunk_head(size_);
    after_ = chunk_end;
  }
  return size_ > 0 ? Next::piece : Next::end;
}

std::array<boost::asio::const_buffer, 3> PulledBody::buffers() const noexcept {
  using boost::asio::buffer;
  return {buffer(before_), buffer(piece_.data(), size_), buffer(after_)};
}

}  // namespace bonito::http
