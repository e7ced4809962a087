// ShellThread: the one thread that may call xeus, as an executor. What other threads want said to the notebook, they
// post.
//
//   ShellThread thread;
//   thread.post([&] { comm.send(…); });     // from anywhere
//
// make_shell_server is xeus's own server but for this: while it waits for the notebook it also waits for work.
//
//   xeus::xkernel kernel(…, xeus::make_context<ShellContext>(thread), …, make_shell_server);
//   kernel.start();                         // runs on this thread until the notebook says shutdown
//
// Owner: main(), for longer than the kernel. Thread: post() from any; run() on the one that called kernel.start().
// Failure: the constructor throws Failure{Errc::io}; what work throws is logged.
#pragma once
#include <bonito/bonito.hpp>
#include <bonito/reactive/executor.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>
#include <xeus/xeus_context.hpp>
#include <xeus/xserver.hpp>
#include <zmq.hpp>

namespace notebook {

class ShellThread final : public bonito::Executor {
 public:
  ShellThread();
  ~ShellThread() override;
  ShellThread(const ShellThread&) = delete;
  ShellThread& operator=(const ShellThread&) = delete;

  void post(std::function<void()> work) override;
  bool is_current() const noexcept override { return std::this_thread::get_id() == id_; }
  void run();                                         // what was posted until now
  int descriptor() const noexcept { return event_; }  // can be read while there is work

 private:
  const std::thread::id id_ = std::this_thread::get_id();
  const int event_;
  std::mutex mutex_;
  std::vector<std::function<void()>> work_;
};

struct ShellContext {
  explicit ShellContext(ShellThread& shell) : thread(shell) {}
  ShellThread& thread;
  zmq::context_t sockets;
};

std::unique_ptr<xeus::xserver> make_shell_server(xeus::xcontext& context, const xeus::xconfiguration& configuration,
                                                 nl::json::error_handler_t on_bad_text);

}  // namespace notebook
