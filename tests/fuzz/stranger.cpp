#include "fuzz/stranger.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "bonito/dom/html_writer.hpp"
#include "fuzz/by_hand.hpp"
#include "fuzz/target.hpp"
#include "support/process.hpp"
#include "support/raw_session.hpp"
#include "wire/deflate.hpp"

namespace bonito::fuzz {
namespace {

constexpr std::size_t most_inflated = 1u << 20;
constexpr std::size_t most_unread = 32u << 10;  // much more than a session's incoming_bytes

// make_corpus.mjs has the same table.
enum class Command : std::uint8_t {
  rest,         // what the program does meanwhile: see fuzz_session.cpp
  connect,      // does the transport notice a loss?
  hello,        // instance, how many of the frames that came are said to be missing
  frame,        // block
  frame_of,     // number of a connection, block
  messages,     // block: a data frame with the numbers that are due
  acknowledge,  // all that came
  lose,         // number of a connection
  congest,      // is the newest connection?
  flood,        // the last frame, very often
  compressing,  // instance, missing: a hello of a page that compresses
  compressed,   // block, how often it is repeated: as messages, compressed
  number_of_commands
};

// Elements and comments of the program. What else begins like one has come from the browser, and was not escaped.
void require_own_markup(std::string_view html) {
  constexpr std::array<std::string_view, 13> own{"<!--",    "<p>",  "<p ",   "</p>", "<form>", "<form ", "</form>",
                                                 "<input ", "<ul>", "</ul>", "<div", "<pre>",  "<h1>"};
  constexpr std::array<std::string_view, 3> ends{"</div>", "</pre>", "</h1>"};
  for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const auto stands_here = [&](std::string_view tag) { return html.substr(at).starts_with(tag); };
    require(std::ranges::any_of(own, stands_here) || std::ranges::any_of(ends, stands_here),
            "All markup is the program's.", html);
  }
}

void require_own_patch(const Value::List& message) {
  const auto is_change = [&](std::size_t i, PatchChange change) {
    return message[i] == Value(8 * static_cast<int>(change) + static_cast<int>(PatchStep::change));
  };
  for (std::size_t i = 2; i + 1 < message.size(); ++i) {
    const auto* text = message[i + 1].text();
    if (text && is_change(i, PatchChange::insert)) require_own_markup(*text);
    if (!text || *text != "href" || !is_change(i, PatchChange::attribute)) continue;
    require(!message[i + 2].text() || !is_dangerous_url(*message[i + 2].text()), "No address runs code.");
  }
}

}  // namespace

detail::Link& Stranger::link() const { return detail::SessionCore::of(*session_).tab().link(); }

void Stranger::follow(Input input, const std::function<void(Input&)>& at_rest) {
  const auto strand = detail::SessionCore::of(*session_).tab().strand();
  while (!input.done()) {
    strand->run_here([&] {
      while (!input.done() && obey(input)) {
      }
    });
    do_all_work();
    listen();
    at_rest(input);
    do_all_work();
  }
  listen();
}

bool Stranger::obey(Input& input) {
  constexpr auto commands = static_cast<std::uint8_t>(Command::number_of_commands);
  switch (static_cast<Command>(input.byte() % commands)) {
    case Command::connect: connect(input.byte() % 2 == 0); break;
    case Command::hello: {
      const auto instance = static_cast<std::byte>(input.byte());
      say_hello(instance, input.byte(), false);
      break;
    }
    case Command::compressing: {
      const auto instance = static_cast<std::byte>(input.byte());
      say_hello(instance, input.byte(), true);
      break;
    }
    case Command::frame: say(input.block()); break;
    case Command::frame_of: {
      const auto number = input.byte();
      link().process_message(input.block(), number);
      break;
    }
    case Command::messages: say(with_header(input.block())); break;
    case Command::compressed: {
      const auto block = input.block();
      Bytes messages;
      for (int times = 1 + input.byte(); times > 0; --times)
        messages.insert(messages.end(), block.begin(), block.end());
      say(detail::deflated(with_header(messages)).flat());
      break;
    }
    case Command::acknowledge: say(ack_frame(static_cast<std::uint16_t>(received_))); break;
    case Command::lose: lose(input.byte()); break;
    case Command::congest: congest(input.byte() % 2 == 1); break;
    case Command::flood: flood(); break;
    default: return false;
  }
  return true;
}

void Stranger::connect(bool notices) {
  const auto connection = std::make_shared<testing::MemoryConnection>();
  connection->notices = notices;
  const auto number = link().connect(connection);
  lines_.push_back({number, connection});
}

void Stranger::say(BytesView frame) {
  last_said_ = {frame.begin(), frame.end()};
  if (!lines_.empty()) link().process_message(frame, lines_.back().number);
}

void Stranger::say_hello(std::byte instance, std::uint8_t missing, bool compressed) {
  Hello hello;
  hello.compressed = compressed;
  hello.instance.fill(instance);
  hello.received = received_ - std::min<std::uint64_t>(missing, received_);
  say(hello_frame(hello));
}

Bytes Stranger::with_header(BytesView messages) {
  Bytes frame = data_frame({static_cast<std::uint16_t>(++sent_), static_cast<std::uint16_t>(received_)});
  frame.insert(frame.end(), messages.begin(), messages.end());
  return frame;
}

// Before the session can look at any of it.
void Stranger::flood() {
  const Bytes frame = last_said_;
  const auto memory = test::allocated_bytes();
  if (kind_of(frame) == FrameKind::ping) return;  // these are answered at once, and it is the transport that is flooded
  for (int i = 0; i < 500; ++i) say(frame);
  require(test::allocated_bytes() < memory + most_unread, "What came and was not read yet is bounded.");
}

void Stranger::lose(std::uint64_t number) {
  for (Line& line : lines_) line.lost = line.lost || line.number == number;
  link().lost(number);
}

void Stranger::congest(bool congested) {
  if (lines_.empty()) return;
  lines_.back().connection->congested = congested;
  if (!congested) link().writable();
}

void Stranger::leave() {
  for (const Line& line : lines_) link().lost(line.number);
}

void Stranger::require_farewell() {
  listen();
  for (const Line& line : lines_) require(line.lost || line.bye, "A session that ends says why.");
}

void Stranger::listen() {
  for (Line& line : lines_) {
    while (!line.connection->quiet()) hear(line, line.connection->next());
    const auto& closed = line.connection->bye();
    require(closed.has_value() == line.bye.has_value(), "A connection is closed after a bye, and only then.");
    if (!closed) continue;
    require(closed->code == line.bye->code && closed->reason == line.bye->reason,
            "A connection is closed as was said.");
  }
}

void Stranger::hear(Line& line, const Bytes& written) {
  require(!line.bye, "Nothing follows a bye.");
  const Bytes frame = detail::is_deflated(written) ? detail::inflated(written, most_inflated).value() : written;
  const auto kind = kind_of(frame);
  require(kind.has_value(), "A frame is of a kind there is.");
  const BytesView body = body_of(frame);
  switch (*kind) {
    case FrameKind::welcome: return welcome(line, parse_welcome(body).value());
    case FrameKind::data: return read(line, body);
    case FrameKind::ack:
      require(line.expected.has_value(), "Nothing is acknowledged before the welcome.");
      sent_ = std::max<std::uint64_t>(sent_, parse_ack(body).value());
      return;
    case FrameKind::ping:
    case FrameKind::pong: static_cast<void>(parse_ping(body).value()); return;
    case FrameKind::bye: {
      line.bye = parse_bye(body).value();
      require(line.bye->code >= ByeCode::protocol && line.bye->code <= ByeCode::duplicate, "A bye has a known code.");
      return require_sentence(line.bye->reason);
    }
    case FrameKind::piece: {
      const auto whole = line.joined.add(frame).value();
      return whole ? hear(line, *whole) : void();
    }
    case FrameKind::bulk: return require(false, "There is no second way here.");
    case FrameKind::hello: require(false, "Only browsers say hello.");
  }
}

void Stranger::welcome(Line& line, const Welcome& welcome) {
  require(!line.expected, "There is one welcome.");
  require(welcome.mode != Mode::fresh || welcome.next == 1, "A fresh page begins with frame 1.");
  require(welcome.next > 0, "Frames are counted from 1.");
  line.expected = welcome.next;
  received_ = welcome.next - 1;
  sent_ = welcome.received;
}

void Stranger::read(Line& line, BytesView body) {
  const auto header = read_data_header(body).value();
  require(line.expected.has_value(), "Data comes after the welcome.");
  require(header.seq == static_cast<std::uint16_t>(*line.expected), "Data frames come in order.");
  received_ = (*line.expected)++;
  Decoder in(body.subspan(data_header_size));
  while (!in.done()) {
    const auto message = test::read_message(in);
    require(static_cast<bool>(message), "A message is one that the protocol knows.");
    const auto op = static_cast<ServerOp>(*(*message)[0].integer());
    if (op == ServerOp::region) require_own_markup(*message->back().text());
    if (op == ServerOp::patch) require_own_patch(*message);
  }
}

}  // namespace bonito::fuzz
