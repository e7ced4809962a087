// A page without a network: this program says what it has to say on its standard output, and hears what its pages say
// on its standard input. What shows them is not its concern; here, it is host.mjs.
//
// A message is a line, "WHAT WHOM SIZE", and SIZE bytes. WHOM is a request, or a way to a page: SESSION/WAY, a new one
// each time it opens. The host says page, open, frame and close; the program page, frame and close, wait (that
// page is to say no more) and go (it may again), and end when it wants to hear nothing any more.
#include <bonito/bonito.hpp>
#include <condition_variable>
#include <csignal>
#include <iostream>
#include <mutex>
#include <set>
#include <thread>

#include "../conformance.hpp"
#include "../counter_and_clock.hpp"
using namespace bonito;

namespace {

// What is said on any thread is written on one, so that nobody waits for the host.
class Output {
 public:
  ~Output() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_one();
    writer_.join();
  }

  // The session of a message that finds many before it hears when they are written.
  Sent say(std::string_view what, std::string_view whom, BytesView body = {}) {
    const std::lock_guard lock(mutex_);
    waiting_.append(what).append(" ").append(whom).append(" ").append(std::to_string(body.size())).append("\n");
    waiting_.append(as_text(body));
    changed_.notify_one();
    if (waiting_.size() < 128u << 10) return Sent::yes;
    congested_.emplace(whom.substr(0, whom.find('/')));
    return Sent::congested;
  }

 private:
  void write_all() {
    std::unique_lock lock(mutex_);
    while (!ending_ || !waiting_.empty()) {
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      const auto said = std::exchange(waiting_, {});
      const auto congested = std::exchange(congested_, {});
      lock.unlock();
      std::cout << said << std::flush;
      for (const auto& id : congested) {
        if (const auto session = find_session(id)) session->writable();
      }
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string waiting_;
  std::set<std::string> congested_;
  bool ending_ = false;
  std::thread writer_{[this] { write_all(); }};
};

class PipeConnection final : public FrontendConnection {
 public:
  explicit PipeConnection(Output& output) : output_(output) {}

  // In the page: what comes is one long answer, of frames with their sizes; what goes are requests of such frames,
  // one after the other.
  Js setup_connection(Session& session) override {
    session_ = session.weak();
    return js(R"(
      while (Bonito.status !== "closed") {
        const way = `frames/${$0}/${crypto.randomUUID()}`;
        const lost = new AbortController();
        const ask = async (options) => {
          const answer = await fetch(way, { ...options, signal: lost.signal });
          if (!answer.ok) throw new Error("This way is closed.");
          return answer;
        };
        const outgoing = [];
        let sent = Promise.resolve();
        const send_on = async () => {
          if (outgoing.length) await ask({ method: "POST", body: new Blob(outgoing.splice(0)) });
        };
        const send = (frame) => {
          const size = new DataView(new ArrayBuffer(4));
          size.setUint32(0, frame.length, true);
          outgoing.push(size, frame.slice());
          sent = sent.then(send_on).catch(() => lost.abort());
        };
        try {
          const reader = (await ask()).body.getReader();
          Bonito.on_connection_open(send);
          let pieces = [], size = 0, wanted = 4;
          for (let next; !(next = await reader.read()).done;) {
            pieces.push(next.value);
            size += next.value.length;
            if (size < wanted) continue;
            const bytes = await new Blob(pieces).arrayBuffer();
            let start = 0;
            const end = () => start + 4 + (size < start + 4 ? 0 : new DataView(bytes, start).getUint32(0, true));
            for (; end() <= size; start = end()) Bonito.process_message(bytes.slice(start + 4, end()));
            wanted = end() - start;
            pieces = [bytes.slice(start)];
            size -= start;
          }
        } catch {
          // It is tried again.
        }
        lost.abort();
        Bonito.on_connection_close();
        await new Promise((soon) => setTimeout(soon, 200));
      })",
              session.id());
  }

  Sent write(Payload frame) override {
    const auto way = open_way();
    return way.empty() ? Sent::no : output_.say("frame", way, frame.flat());
  }
  bool is_open() const noexcept override { return !open_way().empty(); }
  bool hold_back(bool on) noexcept override {
    if (const auto way = open_way(); !way.empty()) static_cast<void>(output_.say(on ? "wait" : "go", way));
    return true;
  }
  void close() noexcept override {
    if (const auto way = change_way(""); !way.empty()) static_cast<void>(output_.say("close", way));
  }

  // What the host says.
  void opened(const std::string& way) {
    if (is_open()) {  // the host has not heard of its end yet
      close();
      lost();
    }
    change_way(way);
  }
  void came(const std::string& way, BytesView frame) const {
    const auto session = session_.lock();
    if (session && way == open_way()) session->process_message(frame);
  }
  void ended(const std::string& way) {
    if (way != open_way()) return;
    change_way("");
    lost();
  }

 private:
  void lost() const {
    if (const auto session = session_.lock()) session->soft_close();
  }
  std::string open_way() const {
    const std::lock_guard lock(mutex_);
    return way_;
  }
  std::string change_way(std::string way) {
    const std::lock_guard lock(mutex_);
    return std::exchange(way_, std::move(way));
  }

  Output& output_;
  std::weak_ptr<Session> session_;
  mutable std::mutex mutex_;
  std::string way_;  // empty: none is open
};

void hear(Output& output, const std::string& what, const std::string& way, BytesView frame) {
  const auto session = find_session(way.substr(0, way.find('/')));
  if (!session) {
    if (what != "open") return;
    static_cast<void>(
        output.say("frame", way, bye_frame({ByeCode::unknown_session, "This page is not open any more."})));
    static_cast<void>(output.say("close", way));
    return;
  }
  auto& connection = *connection_of<PipeConnection>(*session);
  if (what == "open") connection.opened(way);
  if (what == "frame") connection.came(way, frame);
  if (what == "close") connection.ended(way);
}

}  // namespace

int main(int argc, char** argv) try {
  std::signal(SIGINT, SIG_IGN);  // this program ends when its input does
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);  // reading would flush what another thread writes
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  ConformanceOption conformance(argc, argv);
  Output output;
  const Registration mine = register_connection([&] { return std::make_unique<PipeConnection>(output); });
  const Registration inlined = force_asset_server<InlineAssetServer>();  // a page asks for nothing but frames
  const CounterAndClock counter("A pipe");
  const App app = conformance.in_place_of(counter.app());
  Pages pages;
  const std::jthread checks([&] {
    if (!conformance) return;
    conformance.check();
    static_cast<void>(output.say("end", ""));
  });
  std::string what, whom;
  std::size_t size = 0;
  while (std::cin >> what >> whom >> size && std::cin.get() == '\n') {
    Bytes body(size);
    std::cin.read(reinterpret_cast<char*>(body.data()), static_cast<std::streamsize>(size));
    if (what == "page") {
      const auto session = pages.open();
      const auto html = session ? render_page(*session, app) : "This program opens no more pages now.";
      static_cast<void>(output.say("page", whom, as_bytes(html)));
    } else {
      hear(output, what, whom, body);
    }
  }
  return conformance.status();
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
