// The way for long messages, where a connection has one: FrontendConnection::bulk().
#include <exception>

#include "bonito/session/frontend_connection.hpp"
#include "testing/comparison.hpp"
#include "testing/trial.hpp"

namespace bonito::testing {
namespace {

constexpr std::string_view second = "from the program to the page, by bulk()";

std::shared_ptr<Channel> second_way(Bench& bench) {
  const auto session = bench.session();
  return session ? session->connection()->bulk() : nullptr;
}

// False, and a finding, if it takes no more.
bool send(Trial& trial, Channel& way, Bytes frame) try {
  const auto size = std::to_string(frame.size());
  const auto writables = trial.bench().writables();
  switch (way.write(std::move(frame))) {
    case Sent::yes: return true;
    case Sent::no:
      trial.find("bulk() answered Sent::no to a frame of " + size +
                 " bytes, though it was open: take every frame, or give another channel, or null, and call "
                 "Session::writable().");
      return false;
    case Sent::congested: break;
  }
  if (trial.bench().wait([&] { return trial.bench().writables() > writables; }, trial.patience())) return true;
  trial.find("bulk() answered Sent::congested, and Session::writable() was not called within " + trial.seconds() + ".");
  return false;
} catch (const std::exception& failure) {
  trial.find(std::string("bulk() threw, though it was open: ") + failure.what() + ".");
  return false;
}

}  // namespace

bool has_second_way(Bench& bench) {
  const auto way = second_way(bench);
  return way && way->is_open();
}

void check_second_way(Trial& trial) {
  Sizes sizes{3, 100, 65'535, 65'536, 65'539, 3, 1u << 20, 4};
  for (std::size_t i = 0; i < 300; ++i) sizes.push_back(i % 7 == 0 ? 20'000 : 10 + i);  // many at once
  const auto seed = trial.next_seed();
  const auto way = second_way(trial.bench());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (!send(trial, *way, test_frame(seed, static_cast<std::uint32_t>(i), sizes[i]))) return;
  }
  // The page is asked by the first way, which does not wait for the second.
  Digests came;
  const auto deadline = std::chrono::steady_clock::now() + trial.patience();
  while (came.size() < sizes.size() && std::chrono::steady_clock::now() < deadline) {
    const auto page = trial.ask_page();
    if (!page) return;
    came.insert(came.end(), page->came.begin(), page->came.end());
  }
  trial.find(compare(digests_of(seed, sizes), came, second));
}

}  // namespace bonito::testing
