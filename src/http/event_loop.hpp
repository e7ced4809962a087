// EventLoop: one I/O thread and the connections that live on it.
//
// A connection belongs to one loop for its whole life, so its handlers never run at the same time.
// Owner: the server and each connection share it; so a connection that outlives the server still
// finds its loop, which then takes no more work. Thread: post() and size() from any; all else on the
// loop's own thread. Failure: what a handler throws is logged, and the loop goes on.
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace bonito::http {

namespace asio = boost::asio;
// With the loop's own executor type: smaller and faster than the default, which may hold any.
using LoopSocket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using LoopTimer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                             asio::io_context::executor_type>;

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void begin_close() noexcept = 0;  // end in good order, soon
  virtual void abort() noexcept = 0;        // end now
  virtual void check_idle() noexcept = 0;   // asked every idle_interval
};

class EventLoop {
 public:
  explicit EventLoop(std::chrono::milliseconds idle_interval);
  ~EventLoop();
  void start();

  asio::io_context& context() noexcept { return context_; }
  std::size_t size() const noexcept { return size_; }
  bool is_closing() const noexcept { return closing_; }

  // Runs `work` on the loop's thread. After join() it is dropped.
  template <class F>
  void post(F work) {
    const std::lock_guard lock(mutex_);
    if (!ended_) asio::post(context_, std::move(work));
  }

  void add(std::shared_ptr<Connection> connection);
  void remove(Connection& connection);

  // Ends every connection: in good order for a second, then at once. The thread ends with the last one.
  void begin_close();
  void join() noexcept;

 private:
  void run() noexcept;
  void check_idle_later();
  template <class F>
  void for_each(F f);
  void stop_when_empty();

  const std::chrono::milliseconds idle_interval_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  LoopTimer idle_timer_{context_};
  LoopTimer close_timer_{context_};
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::atomic<std::size_t> size_ = 0;
  std::atomic<bool> closing_ = false;
  std::mutex mutex_;
  bool ended_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace bonito::http
