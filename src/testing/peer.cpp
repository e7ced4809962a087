#include "testing/peer.hpp"

#include <exception>
#include <utility>

namespace bonito::testing {
namespace {

using namespace std::chrono_literals;

constexpr int frames_at_once = 64;
constexpr auto between_attempts = 100ms;

}  // namespace

Peer::Peer(OpenFarEnd open, std::shared_ptr<Session> session)
    : open_(std::move(open)), session_(std::move(session)), thread_([this] { run(); }) {}

Peer::~Peer() {
  stop();
  thread_.join();
}

std::string Peer::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void Peer::failed(const char* why) {
  const std::lock_guard lock(mutex_);
  failure_ = why;
}

void Peer::run() {
  while (!stopping_ && !is_over_) {
    const auto openings = openings_;
    try {
      if (const auto line = open_(*session_)) use(*line);
    } catch (const std::exception& failure) {
      failed(failure.what());
    } catch (...) {
      failed("what is no std::exception");
    }
    if (openings_ > openings) ++closings_;
    do std::this_thread::sleep_for(between_attempts);
    while (cut_ && !stopping_);
  }
}

void Peer::use(FarEnd& line) {
  ++openings_;
  before_ = std::exchange(came_, {});
  outgoing_.clear();
  bool is_open = line.send(command_frame(FrameKind::hello, {}));
  while (is_open && !stopping_ && !cut_) {
    for (int frames = 0; frames < frames_at_once && is_open && !outgoing_.empty(); ++frames) {
      is_open = line.send(outgoing_.front());
      outgoing_.pop_front();
    }
    if (outgoing_.empty()) std::this_thread::sleep_for(std::exchange(pause_, 0ms));
    if (const auto frame = line.receive(outgoing_.empty() ? 20ms : 1ms)) {
      process(*frame);
    } else {
      is_open = is_open && line.is_open();
    }
  }
  if (stopping_ || cut_) return;
  while (const auto frame = line.receive(1ms)) process(*frame);  // what came before it was lost
}

void Peer::process(BytesView frame) {
  if (const auto command = parse_command(frame)) return obey(*command);
  if (kind_of(frame) == FrameKind::bye) return;
  came_.push_back(digest_of(frame));
}

void Peer::obey(const Value::List& command) {
  if (command.size() < 2 || !command[0].text()) return;
  const std::string& name = *command[0].text();
  Value::List answer{command[1]};
  const auto more = [&](std::size_t place) { return place + 2 < command.size() ? command[place + 2] : Value(); };
  if (name == "report") {
    answer.insert(answer.end(), {Value(packed(came_)), Value(packed(before_)), Value(openings_), Value(closings_),
                                 Value(Value::List{})});
    came_.clear();
  } else if (name == "send" && more(1).bytes()) {
    const auto seed = static_cast<std::uint32_t>(more(0).unsigned_integer().value_or(0));
    std::uint32_t index = 0;
    for (const auto size : unpack_sizes(*more(1).bytes())) outgoing_.push_back(test_frame(seed, index++, size));
  } else if (name == "pause") {
    pause_ = std::chrono::milliseconds(more(0).integer().value_or(0));
  } else if (name == "show") {
    is_over_ = true;
  }
  outgoing_.push_back(command_frame(FrameKind::data, answer));
}

}  // namespace bonito::testing
