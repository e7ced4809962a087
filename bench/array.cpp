// How fast do arrays of 1 MiB travel from the program's vector to a raw client, and how often does the server copy
// them? The bound: the bare server sends one buffer of that size again and again.
//
// Copies are counted where the bytes go to the kernel: sendmsg(), which is this program's own here, looks at whose
// memory they are in. What does not come from the program's vector has been copied.
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "bonito/bonito.hpp"
#include "bonito/wire/decoder.hpp"
#include "support/bare_server.hpp"
#include "support/lean_page.hpp"
#include "support/measure.hpp"

using namespace bonito;
using namespace bonito::bench;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t array_bytes = 1u << 20;
constexpr int arrays = 2'000;
constexpr int most_ahead = 4;

const std::vector<float>& samples() {
  static const std::vector<float> vector(array_bytes / sizeof(float), 0.25f);
  return vector;
}
std::atomic<std::size_t> bytes_of_samples = 0;  // that the kernel has taken from there

}  // namespace

extern "C" ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  const auto sent = ::syscall(SYS_sendmsg, socket, message, flags);
  const auto* const begin = reinterpret_cast<const char*>(samples().data());
  auto left = static_cast<std::size_t>(std::max(sent, 0L));
  for (std::size_t i = 0; i < message->msg_iovlen && left > 0; ++i) {
    const auto& [base, length] = message->msg_iov[i];
    const std::size_t taken = std::min(length, left);
    const auto* const bytes = static_cast<const char*>(base);
    if (begin <= bytes && bytes < begin + array_bytes) bytes_of_samples += taken;
    left -= taken;
  }
  return sent;
}

namespace {

// Reads a frame with one part of an array, and gives its bytes; whether it was the last.
bool is_last_part(BytesView messages, std::size_t& received) {
  Decoder in(messages);
  const auto number = [&] { return in.next().value().unsigned_integer().value(); };
  auto opcode = number();
  if (opcode == 4) {  // a padding
    static_cast<void>(in.next());
    opcode = number();
  }
  static_cast<void>(number());  // the slot
  const auto offset = number(), total = number();
  const auto head = std::to_integer<int>(messages[in.position()]);  // bin 8, 16 or 32
  const BytesView part = messages.subspan(in.position() + 1 + (std::size_t{1} << (head - 0xc4)));
  if (opcode != 5 || offset != received % total) fail("This is not the part that was due.");
  received += part.size();
  const float last = samples().back();
  return offset + part.size() == total && std::memcmp(&last, &part.back() - 3, sizeof last) == 0;
}

double gigabytes_per_second(Clock::duration time) { return 1e-9 * arrays * array_bytes / seconds(time); }

double ours(double& copies) {
  const Observable<Array> line{Array()};
  Server server{ServerOptions{.port = 0}};
  server.route("/", App([line](Session& session) {
                 session.mirror("samples", line.deliver(Delivery::every));
                 return dom::p("This page gets arrays.");
               }));
  LeanPage page(server.port());
  static_cast<void>(page.next());  // introduces the mirror
  std::atomic<int> received = 0;
  const auto start = Clock::now();
  const std::jthread setting([&] {
    const std::shared_ptr<const void> owner(&samples(), [](const void*) {});
    for (int i = 0; i < arrays; ++i) {
      line.set(Array(std::span(samples()), owner));
      for (int seen = received; i + 1 - seen >= most_ahead; seen = received) received.wait(seen);
    }
  });
  std::size_t bytes = 0;
  while (received < arrays) {
    const auto messages = page.next();
    if (!messages) fail("An array did not come.");
    if (!is_last_part(*messages, bytes)) continue;
    ++received;
    received.notify_one();
  }
  const auto time = Clock::now() - start;
  copies = 1 - static_cast<double>(bytes_of_samples) / (1.0 * arrays * array_bytes);
  return gigabytes_per_second(time);
}

double bare() {
  const BareServer server;
  LeanSocket socket(server.port());
  socket.upgrade("/send");
  const auto ask = [&] { socket.send(std::as_bytes(std::span(&array_bytes, 1))); };
  const auto start = Clock::now();
  for (int i = 0; i < most_ahead; ++i) ask();
  for (int i = 0; i < arrays; ++i) {
    const auto message = socket.receive(10s);
    if (!message || message->size() != array_bytes) fail("An array did not come.");
    if (i < arrays - most_ahead) ask();
  }
  return gigabytes_per_second(Clock::now() - start);
}

}  // namespace

int main() {
  double copies = 0;
  const double rate = ours(copies);
  report({{"rate", rate, bare()}, {"copies", copies}});
}
