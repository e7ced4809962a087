#include "session/run.hpp"

#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/scripts.hpp"

namespace bonito::detail {

std::optional<LongMessage> RunOnce::write(FrameEnd end, const Live::Snapshot&) {
  scripts_.write(end, run_);
  return std::nullopt;
}

std::optional<LongMessage> RunAlways::write(FrameEnd end, const Live::Snapshot&) {
  written_in_ = end.number;
  if (!scripts_.awaits_page_of(owner)) scripts_.write(end, run_);
  return std::nullopt;
}

void RunAlways::forgotten() {
  if (run_.scope) scripts_.given().end_of(*run_.scope);
}

std::optional<LongMessage> CallAnswer::write(FrameEnd end, const Live::Snapshot&) {
  if (page_ != scripts_.page()) return std::nullopt;
  Encoder out(end.messages);
  out.unsigned_integer(static_cast<std::uint8_t>(ServerOp::answer));
  out.unsigned_integer(call_);
  out.boolean(static_cast<bool>(answer_));
  answer_ ? out.value(*answer_) : out.text(answer_.error().message);
  return std::nullopt;
}

}  // namespace bonito::detail
