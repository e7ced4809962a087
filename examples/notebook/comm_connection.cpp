#include "comm_connection.hpp"

#include <atomic>
#include <bonito/bonito.hpp>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace notebook {
namespace {

constexpr const char* target_name = "bonito";

xeus::binary_buffer buffer_of(const bonito::Payload& frame) {
  xeus::binary_buffer buffer;
  buffer.reserve(frame.size());
  for (const auto piece : frame.pieces()) {
    const auto text = bonito::as_text(piece);
    buffer.insert(buffer.end(), text.begin(), text.end());
  }
  return buffer;
}

void send_frames(const xeus::xcomm& comm, const std::vector<bonito::Payload>& frames) {
  xeus::buffer_sequence buffers;
  for (const auto& frame : frames) buffers.push_back(buffer_of(frame));
  comm.send(nl::json::object(), nl::json::object(), std::move(buffers));
}

void close_comm(xeus::xcomm& comm) { comm.close(nl::json::object(), nl::json::object(), {}); }

}  // namespace

bonito::Js CommConnection::setup_connection(bonito::Session& session) {
  return bonito::js(
      R"(
const { notebook } = globalThis.Jupyter ?? {};
if (!notebook) throw new Error("This page is not a Jupyter notebook.");
const { events } = notebook;
const again_after = 1000;
const answer_within = 5000;  // of a kernel that has just begun the notebook may miss what it says first
const lost_at = "kernel_disconnected.Kernel kernel_restarting.Kernel kernel_killed.Kernel kernel_dead.Kernel";
let current;  // the comm in use; what comes for an older one is late

const open = () => {
  if (current || !notebook.kernel || Bonito.status === "closed") return;
  const comm = (current = notebook.kernel.comm_manager.new_comm($0, { session: $1 }));
  comm.on_msg(({ buffers }) => {
    for (const frame of buffers) if (comm === current) Bonito.process_message(frame);
  });
  comm.on_close(() => {
    if (comm !== current) return;
    lost();
    setTimeout(open, again_after);
  });
  // The notebook sends the whole memory of a view.
  Bonito.on_connection_open((frame) => void comm.send({}, undefined, {}, [frame.slice().buffer]));
  setTimeout(() => {
    if (comm !== current || Bonito.status === "connected") return;
    comm.close();
    lost();
    open();
  }, answer_within);
};
const lost = () => {
  current = undefined;
  Bonito.on_connection_close();
};

Bonito.on_status((status) => {
  if (status === "closed") {
    current = undefined;
    events.off("kernel_ready.Kernel", open).off(lost_at, lost);
  } else if (current && status !== "connected") {
    lost();  // the client has given the comm up
    setTimeout(open, again_after);
  }
});
events.on("kernel_ready.Kernel", open).on(lost_at, lost);
// The kernel does not hear that the page is left, and would take the next for a second one.
addEventListener("pagehide", () => {
  current?.close();
  lost();
});
if (notebook.kernel?.is_connected()) open();
)",
      target_name, session.id());
}

// What is said while the shell thread is busy goes in one message: of very many, the notebook drops some.
class CommTarget::CommChannel final : public bonito::Channel, public std::enable_shared_from_this<CommChannel> {
 public:
  CommChannel(CommTarget& target, const xeus::xguid& id) : target_(target), thread_(target.thread_), id_(id) {}

  bonito::Sent write(bonito::Payload frame) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return bonito::Sent::no;
    frames_.push_back(std::move(frame));
    if (frames_.size() == 1) thread_.post([self = shared_from_this()] { self->target_.send(self->id_, self->take()); });
    return bonito::Sent::yes;
  }
  bool is_open() const noexcept override { return open_; }
  void close() noexcept override {
    if (open_.exchange(false)) thread_.post([&target = target_, id = id_] { target.close(id); });
  }

 private:
  std::vector<bonito::Payload> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(frames_, {});
  }

  CommTarget& target_;  // on the shell thread
  ShellThread& thread_;
  const xeus::xguid id_;
  std::atomic<bool> open_ = true;
  std::mutex mutex_;
  std::vector<bonito::Payload> frames_;  // to be sent
};

CommTarget::CommTarget(xeus::xcomm_manager& manager, ShellThread& thread) : thread_(thread) {
  manager.register_comm_target(target_name, [this](xeus::xcomm&& comm, const xeus::xmessage& request) {
    // It is moved before anything else: one that was not moved is not taken off xeus's list.
    xeus::xcomm mine(std::move(comm));
    opened(std::move(mine), request.content().at("data").at("session").get<std::string>());
  });
}

void CommTarget::opened(xeus::xcomm comm, const std::string& session_id) {
  const auto session = bonito::find_session(session_id);
  const auto connection = session ? connection_of<CommConnection>(*session) : nullptr;
  const auto id = comm.id();
  bonito::Attachment attachment;
  if (connection) {
    attachment = connection->attach(*session, std::make_shared<CommChannel>(*this, id));
    comm.on_message([attachment](const xeus::xmessage& message) {
      for (const auto& buffer : message.buffers()) {
        attachment.process_message(bonito::as_bytes({buffer.data(), buffer.size()}));
      }
    });
  } else {
    comm.on_message([this, id](const xeus::xmessage&) { thread_.post([this, id] { refuse(id); }); });
  }
  // Later: it is not ended while it is calling.
  comm.on_close([this, id](const xeus::xmessage&) { thread_.post([this, id] { closed(id); }); });
  lines_.insert_or_assign(id, Line{std::move(comm), session, std::move(attachment)});
}

void CommTarget::send(const xeus::xguid& id, const std::vector<bonito::Payload>& frames) {
  const auto line = lines_.find(id);
  if (line != lines_.end()) send_frames(line->second.comm, frames);
}

// A session of an earlier kernel, mostly; its hello has come.
void CommTarget::refuse(const xeus::xguid& id) {
  send(id, {bonito::bye_frame({bonito::ByeCode::unknown_session, "Run the cell again."})});
  close(id);
}

void CommTarget::close(const xeus::xguid& id) {
  const auto line = lines_.find(id);
  if (line == lines_.end()) return;
  close_comm(line->second.comm);
  closed(id);
}

void CommTarget::closed(const xeus::xguid& id) {
  const auto line = lines_.extract(id);
  if (line.empty()) return;
  const auto how = line.mapped().attachment.closed();
  if (const auto session = line.mapped().session.lock()) bonito::end_connection(*session, how);
}

}  // namespace notebook
