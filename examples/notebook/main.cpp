// Live pages inside a Jupyter notebook. The program is a kernel: the notebook starts it, and its cells call apps.
//
//   notebook -f FILE                 as Jupyter starts it (kernel.json)
//   notebook [ARGUMENT...]           starts `jupyter notebook` with this kernel, and these arguments
#include <unistd.h>

#include <bonito/bonito.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <vector>
#include <xeus/xhelper.hpp>
#include <xeus/xkernel.hpp>

#include "comm_connection.hpp"
#include "kernel.hpp"
#include "shell_thread.hpp"

using namespace bonito;
using namespace std::chrono_literals;

namespace {

int run_kernel(const std::string& connection_file) {
  std::signal(SIGINT, SIG_IGN);  // the notebook interrupts what a cell is doing; a cell is done at once
  set_cleanup_policy(std::make_shared<DefaultCleanupPolicy>(CleanupTimes{.keep_after_disconnect = 10min}));
  const Registration comms = force_connection<notebook::CommConnection>();
  const Registration inlined = force_asset_server<InlineAssetServer>();  // the page fetches nothing
  notebook::ShellThread thread;
  xeus::xkernel kernel(xeus::load_configuration(connection_file), xeus::get_user_name(),
                       xeus::make_context<notebook::ShellContext>(thread), std::make_unique<notebook::Kernel>(thread),
                       notebook::make_shell_server);
  kernel.start();
  return 0;
}

// Takes this process's place. BONITO_JUPYTER is the folder that was made beside this program.
int run_jupyter(int argc, char** argv) {
  const std::string folder = BONITO_JUPYTER;
  const char* const known = std::getenv("JUPYTER_PATH");
  setenv("JUPYTER_PATH", (folder + (known ? ":" + std::string(known) : "")).c_str(), 1);
  std::filesystem::current_path(folder + "/notebooks");  // shown, unless an argument names another
  std::vector<const char*> words{"jupyter-notebook", "--no-browser", "--ip=127.0.0.1",
                                 "--NotebookApp.default_url=/notebooks/bonito.ipynb",
                                 // A frame has up to 16 MiB, and the message that brings it somewhat more.
                                 "--NotebookApp.tornado_settings={'websocket_max_message_size': 17825792}",
                                 "--NotebookApp.iopub_msg_rate_limit=0"};  // otherwise it drops messages
  if (geteuid() == 0) words.push_back("--allow-root");
  words.insert(words.end(), argv + 1, argv + argc);
  words.push_back(nullptr);
  execvp(words[0], const_cast<char* const*>(words.data()));
  std::cerr << "jupyter-notebook cannot be started: apt install jupyter-notebook\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  if (argc == 3 && argv[1] == std::string_view("-f")) return run_kernel(argv[2]);
  return run_jupyter(argc, argv);
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
