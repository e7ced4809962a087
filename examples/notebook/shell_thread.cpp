#include "shell_thread.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <xeus/xserver_zmq.hpp>

namespace notebook {
namespace {

class ShellServer final : public xeus::xserver_zmq {
 public:
  ShellServer(ShellContext& context, const xeus::xconfiguration& configuration, nl::json::error_handler_t on_bad_text)
      : xserver_zmq(context.sockets, configuration, on_bad_text), thread_(context.thread) {}

 private:
  void start_impl(xeus::xpub_message message) override {
    start_publisher_thread();
    start_heartbeat_thread();
    m_request_stop = false;
    publish(std::move(message), xeus::channel::SHELL);
    while (!m_request_stop) {
      zmq::pollitem_t wait[] = {{m_shell.handle(), 0, ZMQ_POLLIN, 0},
                                {m_controller.handle(), 0, ZMQ_POLLIN, 0},
                                {nullptr, thread_.descriptor(), ZMQ_POLLIN, 0}};
      zmq::poll(wait, std::size(wait), std::chrono::milliseconds(-1));
      thread_.run();
      poll(0);  // xeus's own: handles a message of each kind, if there is one
    }
    thread_.run();  // what was said at the end
    stop_channels();
  }

  ShellThread& thread_;
};

}  // namespace

ShellThread::ShellThread() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw bonito::Failure({bonito::Errc::io, "The system gives no eventfd."});
}

ShellThread::~ShellThread() { ::close(event_); }

void ShellThread::post(std::function<void()> work) {
  const std::lock_guard lock(mutex_);
  work_.push_back(std::move(work));
  if (work_.size() == 1) eventfd_write(event_, 1);
}

void ShellThread::run() {
  std::vector<std::function<void()>> now;
  {
    const std::lock_guard lock(mutex_);
    now.swap(work_);
    eventfd_t count = 0;
    eventfd_read(event_, &count);
  }
  for (const auto& work : now) {
    try {
      work();
    } catch (const std::exception& error) {
      bonito::log(bonito::LogLevel::error, bonito::LogOwner::app, error.what());
    }
  }
}

std::unique_ptr<xeus::xserver> make_shell_server(xeus::xcontext& context, const xeus::xconfiguration& configuration,
                                                 nl::json::error_handler_t on_bad_text) {
  return std::make_unique<ShellServer>(context.get_wrapped_context<ShellContext>(), configuration, on_bad_text);
}

}  // namespace notebook
