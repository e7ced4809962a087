// Link: a session's end of the line to its browser, whichever connection carries it. It greets, numbers,
// acknowledges, sends again, paces, and falls back to a snapshot; protocol/README.md is the specification.
//
// A connection begins as a candidate. Its hello decides: the page that is known resumes, and its older
// connection is told that it is superseded; another page may take over only if no connection is open.
//
// Owner: the Tab. Thread: what is public, from any, but for flush(); the rest on the strand, where it is not marked.
// Failure: whoever breaks the protocol is told so and disconnected; the session waits for the next connection.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bonito/base/timer.hpp"
#include "bonito/session/channel.hpp"
#include "bonito/wire/decoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/flight.hpp"
#include "session/tap.hpp"
#include "wire/joined_frame.hpp"

namespace bonito::detail {

class Outbox;
class Tab;

Sent write_to(Channel& connection, Payload frame) noexcept;

inline Error protocol_error(std::string sentence) { return {Errc::bad_payload, std::move(sentence)}; }

class Link {
 public:
  Link(Tab& tab, std::size_t budget);

  // Each connection gets a number; what it says, and its end, are told by it.
  std::uint64_t connect(std::shared_ptr<Channel> connection);
  // A frame of whatever has come last; a hello may be the first of `own`, which has no number yet, or opens again.
  void process_message(BytesView frame, const std::shared_ptr<Channel>& own);
  void process_message(BytesView frame, std::uint64_t number);
  void lost(std::uint64_t number);  // this connection has ended
  // One whose number nobody keeps has ended: one that is not open, else the one in use, else the newest. It is closed.
  void lost();
  void lost_closed();  // only those that are not open
  bool is_current(std::uint64_t number) const;
  void writable();
  void flush_soon();
  void flush();                                 // on the strand
  std::shared_ptr<Channel> connection() const;  // null while no browser is connected
  std::optional<std::chrono::microseconds> round_trip() const;
  // Tells all connections why, and has none from now on; the ones that come are turned away.
  void end(const Bye& why);
  void forget() noexcept;  // on the strand, after the end: what was on its way

  void tap(std::shared_ptr<Tap> tap);  // once, while the page is rendered: from now on it is asked, and not this
  const Tap* tap() const noexcept { return tap_; }

 private:
  struct Connected {
    std::uint64_t number = 0;
    std::shared_ptr<Channel> connection;
    bool has_spoken = false;  // a frame of it has come
  };
  using Instance = std::array<std::byte, 16>;
  struct Page {
    Instance instance{};
    std::uint64_t applied = 0;
  };

  // What the frames weigh that came, and are not yet handled. Compressed ones cost more than they look: what they are
  // inflated to, as far as that can be known before.
  struct Inbox {
    std::size_t plain = 0;
    std::size_t compressed = 0;
    std::size_t growth = 4;  // of those: as of text, until one has been inflated
    std::size_t weight() const noexcept { return plain + compressed * growth; }
    std::size_t& of(BytesView frame) noexcept;
  };

  // From the browser.
  std::vector<Connected> connected() const;  // any thread
  bool hold_back(Channel& sender);           // any thread
  void handled(BytesView frame);             // any thread
  void inflated_to(std::size_t size, BytesView frame);
  void let_go_on(std::unique_lock<std::mutex> lock, std::size_t before);  // any thread
  void receive(const Bytes& frame, std::uint64_t number);
  void receive_plain(BytesView frame, std::uint64_t number, bool candidate);
  void greet(BytesView body, std::uint64_t number);
  void greet_page(const Hello& hello, bool known);
  void begin_page(const Instance& instance);
  void answer_ping(BytesView body);
  bool promote(std::uint64_t number, const Instance& instance);
  void receive_piece(BytesView frame, std::uint64_t number);
  void forget_pieces();  // any thread
  void receive_data(BytesView body);
  void receive_ack(BytesView body);
  void receive_bulk(BytesView body);
  void receive_bye(BytesView body, std::uint64_t number);
  void receive_pong(BytesView body);
  struct Message {
    Value opcode, slot, argument;  // every message of a browser has these
  };
  static Result<Message> read_message(Decoder& messages);
  std::optional<Error> obey(const Message& message);
  void next_frame(std::uint64_t applied);
  bool has_applied(std::uint16_t ack);
  void refuse(const Error& error, std::uint64_t number);
  void give_up(const std::shared_ptr<Channel>& connection);            // any thread
  void leave(std::uint64_t number);                                    // any thread
  void complain(std::string message);                                  // any thread
  void disconnect(const Bye& why, std::uint64_t number);               // any thread
  std::shared_ptr<Channel> take(std::uint64_t number, bool& current);  // any thread
  bool tell_session();                                                 // any thread

  // To the browser.
  Outbox& outbox() noexcept;
  void send_frames();
  bool make_frame(Flight::Clock::time_point now);
  void catch_up();
  Sent write(Payload frame);
  bool write_on();
  bool has_written_all() const;
  bool write_data(const Flight::Frame& frame);
  bool must_wait();
  void measured();
  void wake_later();
  std::shared_ptr<Channel> bulk_way() const;
  void send_bulk();
  std::shared_ptr<Channel> find_bulk_way();
  bool write_bulk(const std::shared_ptr<Channel>& way, const Flight::Frame& frame);
  void listen_for_life(std::uint64_t number);
  void look_for_life(std::uint64_t number);

  Tab& tab_;
  std::shared_ptr<Tap> owned_tap_;
  std::atomic<Tap*> tap_ = nullptr;
  mutable std::mutex mutex_;
  Connected current_;                          // guarded by mutex_: has said hello
  std::vector<Connected> candidates_;          // guarded by mutex_: have not been welcomed
  std::uint64_t newest_ = 0;                   // guarded by mutex_: connections are counted from 1
  Inbox inbox_;                                // guarded by mutex_
  std::atomic<bool> ended_ = false;            // written with mutex_ held
  std::atomic<bool> greeting_ = false;         // a page has said hello, and is being told where it stands
  std::atomic<bool> heard_ = false;            // since listen_for_life() last looked
  std::atomic<std::int64_t> round_trip_ = -1;  // microseconds

  bool compressed_ = false;           // the page says so of the connection in use
  std::optional<Instance> instance_;  // of the page that was greeted last
  std::vector<Page> pages_;           // that were greeted before, and may come back
  Flight flight_;
  std::uint64_t written_ = 0;    // of our frames: the newest that the connection in use has taken whole,
  std::uint64_t piece_of_ = 0;   // the one after it, which goes in pieces,
  std::size_t piece_at_ = 0;     // and how much of that has gone
  std::uint64_t confirmed_ = 0;  // of our frames: the newest of which the page has said itself that it has it
  JoinedFrame coming_{max_frame_from_browser};  // what comes from the page in pieces
  std::uint64_t applied_ = 0;                   // number of the browser's last frame that was applied
  std::size_t obeyed_ = 0;                      // messages of the frame after it, which was cut short when it came,
  int times_cut_ = 0;                           // so often
  std::uint64_t acknowledged_ = 0;              // what it has been told of that
  std::uint64_t snapshot_number_ = 0;           // the frame that ended the last snapshot which an overflow made
  bool catching_up_ = false;                    // such a snapshot is on its way out
  std::atomic<bool> flush_asked_ = false;
  std::atomic<bool> congested_ = false;
  std::atomic<bool> blocked_ = false;          // a flush found the connection congested, or the way beside it
  Flight bulk_;                                // the frames that are on their way beside the others,
  std::atomic<std::uint64_t> bulk_first_ = 0;  // the first of the message they are of; 0: there is none,
  std::weak_ptr<Channel> bulk_way_;            // where they were sent last,
  std::weak_ptr<Channel> bulk_bad_;            // which of these took nothing,
  std::atomic<bool> bulk_congested_ = false;
  bool wake_due_ = false;
  bool asked_ = false;  // for a sign of life
  Timer wake_;
  Timer life_;
};

}  // namespace bonito::detail
