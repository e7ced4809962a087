// Kernel: what the notebook talks to: a cell is a list of apps' names, and shows each as a live part of the notebook.
//
//   counter(); clock()
//
// Owner: xeus::xkernel. Thread: the shell thread. Failure: a cell that cannot be run says why, in words, below itself.
#pragma once
#include <bonito/bonito.hpp>
#include <optional>
#include <string>
#include <vector>
#include <xeus/xinterpreter.hpp>

#include "apps.hpp"
#include "comm_connection.hpp"
#include "shell_thread.hpp"

namespace notebook {

class Kernel final : public xeus::xinterpreter {
 public:
  explicit Kernel(ShellThread& thread) : thread_(thread) {}

 private:
  void configure_impl() override;
  nl::json execute_request_impl(int number, const std::string& code, bool silent, bool store_history,
                                nl::json user_expressions, bool allow_stdin) override;
  nl::json complete_request_impl(const std::string& code, int cursor) override;
  nl::json inspect_request_impl(const std::string& code, int cursor, int detail_level) override;
  nl::json is_complete_request_impl(const std::string& code) override;
  nl::json kernel_info_request_impl() override;
  void shutdown_request_impl() override;

  nl::json fail(const std::string& name, const std::string& text);

  ShellThread& thread_;
  const Apps apps_ = make_apps();
  std::optional<CommTarget> target_;
  bonito::Pages pages_{
      {.ask_after = std::chrono::seconds(5)}};  // after the target: its sessions use that until they are closed
};

}  // namespace notebook
