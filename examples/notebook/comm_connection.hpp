// CommConnection: carries pages over the notebook's own line to its kernel. A frame is a comm message with one buffer.
//
//   const Registration comms = force_connection<CommConnection>();
//   CommTarget target(interpreter.comm_manager(), thread);      // once the kernel is there
//
// The page opens a comm for its session, and another whenever the kernel is there again; the session takes the newest.
// All outputs of a kernel share one session, and so one comm. A second page of the same notebook is told that the first
// has it; when the first is left or loaded anew, saved outputs go on in the next.
//
// Owner, thread, failure: a CommConnection as every FrontendConnection. The CommTarget is the kernel's, and is touched
// on the shell thread only; what a page says to a session that is not here is answered with a bye.
#pragma once
#include <bonito/session/frontend_connection.hpp>
#include <bonito/session/websocket_handler.hpp>
#include <map>
#include <memory>
#include <vector>
#include <xeus/xcomm.hpp>

#include "shell_thread.hpp"

namespace notebook {

class CommConnection final : public bonito::FrontendConnection {
 public:
  bonito::Js setup_connection(bonito::Session& session) override;
  bool use_parent_session() const noexcept override { return true; }
  bonito::Sent write(bonito::Payload frame) override { return comms_.write(std::move(frame)); }
  bool is_open() const noexcept override { return comms_.is_open(); }
  void close() noexcept override { comms_.close(); }

  bonito::Attachment attach(bonito::Session& session, std::shared_ptr<bonito::Channel> comm) {
    return comms_.attach(session, std::move(comm));
  }

 private:
  bonito::WebSocketHandler comms_;  // whose sockets are comms
};

// Where pages open their comms.
class CommTarget {
 public:
  CommTarget(xeus::xcomm_manager& manager, ShellThread& thread);
  CommTarget(const CommTarget&) = delete;
  CommTarget& operator=(const CommTarget&) = delete;

 private:
  class CommChannel;
  struct Line {
    xeus::xcomm comm;
    std::weak_ptr<bonito::Session> session;
    bonito::Attachment attachment;
  };

  void opened(xeus::xcomm comm, const std::string& session_id);
  void send(const xeus::xguid& id, const std::vector<bonito::Payload>& frames);
  void refuse(const xeus::xguid& id);
  void close(const xeus::xguid& id);   // by the session
  void closed(const xeus::xguid& id);  // by the page

  ShellThread& thread_;
  std::map<xeus::xguid, Line> lines_;
};

}  // namespace notebook
