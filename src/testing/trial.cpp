#include "testing/trial.hpp"

#include <exception>

namespace bonito::testing {
namespace {

const Bytes& bytes_in(const Value::List& list, std::size_t place) {
  static const Bytes none;
  const Bytes* bytes = place < list.size() ? list[place].bytes() : nullptr;
  return bytes ? *bytes : none;
}

}  // namespace

Digests digests_of(std::uint32_t seed, const Sizes& sizes) {
  Digests digests;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    digests.push_back(digest_of(test_frame(seed, static_cast<std::uint32_t>(i), sizes[i])));
  }
  return digests;
}

std::string Trial::seconds() const {
  const auto tenths = (options.patience.count() + 50) / 100;
  const std::string rest = tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10);
  return std::to_string(tenths / 10) + rest + (tenths == 10 ? " second" : " seconds");
}

void Trial::check(std::string_view name, void (*body)(Trial&)) {
  if (is_over_) return;
  const auto before = report_.findings.size();
  body(*this);
  for (const auto& surprise : bench_->take_surprises()) find(surprise + ".");
  if (!bench_->take_frames().empty() && report_.findings.size() == before) {
    find("Frames came " + std::string(up) + " that the page had not sent: only what its send() was given may arrive.");
  }
  if (report_.findings.size() == before) {
    ++report_.checks;
    return;
  }
  if (works()) return;
  is_over_ = true;
  remark("After the check of " + std::string(name) + " nothing came any more: the checks after it were not made.");
}

// After a finding: what is late is to be gone, so there is a new line.
bool Trial::works() {
  const auto openings = bench_->openings();
  if (options.reopens) {
    bench_->close_line();
    if (!wait_for_opening(openings + 1)) return false;
  }
  const auto before = report_.findings.size();
  const auto said = ask("report");
  report_.findings.resize(before);
  if (said) find_errors(*said);
  bench_->take_frames();
  bench_->take_surprises();
  return said.has_value();
}

bool Trial::send(Payload frame) try {
  const auto size = std::to_string(frame.size());
  const auto writables = bench_->writables();
  const auto line = bench_->line();
  switch (bench_->write(std::move(frame))) {
    case Sent::yes: return true;
    case Sent::no:
      find("write() answered Sent::no to a frame of " + size +
           " bytes, though the line was open: take every frame while is_open(), or close the line and tell "
           "Session::soft_close().");
      return false;
    case Sent::congested: break;
  }
  const auto is_over = [&] { return bench_->writables() > writables || bench_->line() != line; };
  if (bench_->wait(is_over, patience())) return true;
  find("write() answered Sent::congested, and Session::writable() was not called within " + seconds() +
       ": call it (or an Attachment's) when what waited has been written, or the session says no more.");
  return false;
} catch (const std::exception& failure) {
  find(std::string("write() threw, though the line was open: ") + failure.what() +
       ". The session survives that, but closes the line; answer Sent::no when there is none.");
  return false;
}

bool Trial::send_all(std::uint32_t seed, const Sizes& sizes) {
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    auto frame = test_frame(seed, static_cast<std::uint32_t>(i), sizes[i]);
    if (!send(i % 2 == 0 ? Payload(std::move(frame)) : in_pieces(std::move(frame)))) return false;
  }
  return true;
}

std::optional<std::int64_t> Trial::tell(std::string_view name, Value::List more) {
  const auto id = ++last_id_;
  more.insert(more.begin(), {Value(name), Value(id)});
  if (!send(command_frame(FrameKind::data, more))) return std::nullopt;
  return id;
}

std::optional<Value::List> Trial::answer(std::int64_t id, std::string_view name) {
  std::optional<Value::List> found;
  const auto has_come = [&] {
    if (!found) found = bench_->take_answer(id);
    return found.has_value();
  };
  if (!bench_->wait(has_come, patience())) {
    find("The page was told \"" + std::string(name) + "\", and no answer came within " + seconds() +
         ": a small frame was lost on its way, one way or the other.");
  }
  return found;
}

std::optional<Value::List> Trial::ask(std::string_view name, Value::List more) {
  const auto id = tell(name, std::move(more));
  return id ? answer(*id, name) : std::nullopt;
}

void Trial::find_errors(const Value::List& said) {
  const auto* errors = said.size() > 5 ? said[5].list() : nullptr;
  if (!errors || errors->empty()) return;
  const auto* first = errors->front().text();
  find("The page's send() failed, " + std::to_string(errors->size()) +
       " times, the first time with: " + (first ? *first : std::string("…")) +
       ". The client takes the line for lost then; a send() that cannot send now may keep the frame for later.");
}

std::optional<Trial::Page> Trial::ask_page() {
  const auto said = ask("report");
  if (!said || said->size() < 6) return std::nullopt;
  find_errors(*said);
  return Page{unpack_digests(bytes_in(*said, 1)), unpack_digests(bytes_in(*said, 2)), (*said)[3].integer().value_or(0),
              (*said)[4].integer().value_or(0)};
}

bool Trial::wait_for_opening(std::size_t openings) {
  return bench_->wait([&] { return bench_->openings() >= openings && bench_->line(); }, patience());
}

}  // namespace bonito::testing
