// The line between a worker and a host: an input says what is written to either end, and what a browser does meanwhile.
// Whatever that is, no more is kept than what was said, what is not as it should be closes the line with a sentence,
// and when the line has ended so have its sessions. These have the threads that they always have, for an app of a
// worker waits for its strand: so an input need not do the same each time.
#include <atomic>
#include <future>
#include <mutex>
#include <span>

#include "bonito/base/log.hpp"
#include "bonito/bonito.hpp"
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"
#include "session/proxy_line.hpp"
#include "session/session_fixture.hpp"
#include "session/worker_pool.hpp"
#include "support/process.hpp"

namespace bonito::fuzz {
namespace {

using detail::line_message;
using detail::LineOp;

constexpr std::size_t most_memory = 16u << 20;  // pages, and what an input of libFuzzer's size can say

// make_corpus.mjs has the same table.
enum class Command : std::uint8_t {
  rest,       // a thread has had time for what is to be done
  to_host,    // block: a message
  to_worker,  // block: a message
  connect,    // a browser, to the host's page
  frame,      // block: what the browser says
  lose,       // the browser
  congest,    // is the browser, and are both ends of the line?
  download,   // block, block: the browser reads one; what the worker answers, and what it says for each piece
  fetch,      // the host wants what the worker's page offers, under this number
  number_of_commands
};

// One end of the line. What is written there is heard at once by whoever wants to.
class End final : public Channel {
 public:
  Sent write(Payload message) override {
    if (!open_) return Sent::no;
    const Bytes said = message.flat();
    if (hear) hear(said);
    return congested ? Sent::congested : Sent::yes;
  }
  bool is_open() const noexcept override { return open_; }
  void close() noexcept override { open_ = false; }

  std::function<void(const Bytes& message)> hear;
  std::atomic<bool> congested = false;

 private:
  std::atomic<bool> open_ = true;
};

void rest() {
  std::promise<void> done;
  detail::WorkerPool::get().post([&] { done.set_value(); });
  done.get_future().wait();
}

// A host whose page shows an app of a worker that only the input speaks for.
class Host {
 public:
  Host() {
    end_->hear = [this](const Bytes& said) { answer(said); };
    const auto html = pages_.embed(host_.app("any"), {.path = "/"});
    const auto at = html.find("data-session=\"") + 14;
    session_ = find_session(html.substr(at, html.find('"', at) - at));
    require(session_ != nullptr, "A page with a remote app has a session for it.");
  }
  ~Host() {
    end_->close();
    host_.closed();
    lose();
    pages_.close();
    require(session_->status() == SessionStatus::closed, "The sessions of a host that has ended are closed.");
  }

  void hears(BytesView message) {
    const std::lock_guard lock(hearing_);  // as the line's reader does, one at a time
    host_.process_message(message);
  }
  void connect() {
    connection_ = std::make_shared<testing::MemoryConnection>();
    connection_->congested = end_->congested.load();
    number_ = link_of(*session_).connect(connection_);
  }
  void says(BytesView frame) { link_of(*session_).process_message(frame, number_); }
  void lose() { link_of(*session_).lost(number_); }
  void congest(bool on) {
    end_->congested = on;
    if (connection_) connection_->congested = on;
    if (on) return;
    host_.writable();
    session_->writable();
  }
  void download(BytesView answer, BytesView piece) {
    answer_.assign(answer.begin(), answer.end());
    piece_.assign(piece.begin(), piece.end());
    const auto response = pages_.answer({.method = "GET", .path = "/_bonito/" + downloads_ + "key"});
    Bytes into(1000);
    try {
      for (int pieces = 0; response.source && pieces < 3; ++pieces) {
        require(response.source->read(into) <= into.size(), "A piece is no longer than its room.");
      }
    } catch (const Failure& failure) {
      require_sentence(failure.error().message);
    }
  }

 private:
  void answer(const Bytes& said) {
    const detail::LineMessage message(said);
    if (message.op() == LineOp::render) {
      downloads_ = std::get<3>(
          message
              .read<std::uint32_t, std::string, std::string, std::string, Value, Value, Value, Value, Value, Value>());
      hears(line_message(LineOp::rendered, 1, 1, 0));
    }
    if (message.op() == LineOp::fetch) hears(answer_);
    if (message.op() == LineOp::more) hears(piece_);
  }

  const std::shared_ptr<End> end_ = std::make_shared<End>();
  std::recursive_mutex hearing_;
  Bytes answer_, piece_;
  std::string downloads_;
  Pages pages_;
  ProxyHost host_{end_, {.render_within = std::chrono::milliseconds(0)}};
  std::shared_ptr<Session> session_;
  std::shared_ptr<testing::MemoryConnection> connection_;
  std::uint64_t number_ = 0;
};

// A worker, and a page of it that offers a download.
class Worker {
 public:
  Worker() {
    using namespace literals;
    end_->hear = [this](const Bytes& said) {
      if (said.front() != static_cast<std::byte>(LineOp::rendered)) return;
      const std::string html(as_text(said));
      const auto at = html.find("_bonito/downloads") + 17;
      if (!rendered_.exchange(true)) told_.set_value(html.substr(at, html.find('"', at) - at));
    };
    worker_.serve("any", App([count = count_] {
                    const auto rows = Download::text(std::string(5000, 'x'), {.name = "rows.txt"});
                    return dom::p(dom::a("href"_a = rows, count),
                                  dom::button(on_click([=] { count.update([](int& n) { ++n; }); })));
                  }));
    worker_.process_message(line_message(LineOp::render, 1, Value("any"), Value(""), Value("downloads"), Value("GET"),
                                         Value("/"), Value(""), Value(Value::List{}), Value(""), Value("")));
    key_ = told_.get_future().get();
  }
  ~Worker() {
    worker_.closed();
    while (worker_.sessions() > 0) rest();  // for ever, if one is left
  }

  void hears(BytesView message) { worker_.process_message(message); }
  void congest(bool on) {
    end_->congested = on;
    if (!on) worker_.writable();
  }
  void fetch(std::uint32_t number) {
    hears(line_message(LineOp::fetch, number, 1, Value(key_), Value("GET"), Value(Value::List{})));
  }

 private:
  const std::shared_ptr<End> end_ = std::make_shared<End>();
  const Observable<int> count_{0};
  std::atomic<bool> rendered_ = false;
  std::promise<std::string> told_;
  std::string key_;
  ProxyWorker worker_{end_};
};

void run(BytesView bytes) {
  const auto memory = test::allocated_bytes();
  {
    Host host;
    Worker worker;
    for (Input input(bytes); !input.done();) {
      switch (static_cast<Command>(input.byte() % static_cast<int>(Command::number_of_commands))) {
        case Command::to_host: host.hears(input.block()); break;
        case Command::to_worker: worker.hears(input.block()); break;
        case Command::connect: host.connect(); break;
        case Command::frame: host.says(input.block()); break;
        case Command::lose: host.lose(); break;
        case Command::congest: {
          const bool on = input.byte() % 2 == 1;
          host.congest(on);
          worker.congest(on);
          break;
        }
        case Command::download: {
          const auto answer = input.block();
          host.download(answer, input.block());
          break;
        }
        case Command::fetch: worker.fetch(input.byte()); break;
        default: rest();
      }
      require(test::allocated_bytes() < memory + most_memory, "What waits is bounded.");
    }
  }
}

}  // namespace
}  // namespace bonito::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bonito;
  static const bool listening = [] {
    set_log_sink([](const LogEntry& entry) { fuzz::require_sentence(entry.message); });
    return true;
  }();
  static_cast<void>(listening);
  fuzz::run(std::as_bytes(std::span(data, size)));
  return 0;
}
