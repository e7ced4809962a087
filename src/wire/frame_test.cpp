#include "bonito/wire/frame.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "bonito/wire/array.hpp"
#include "probes/typed_json.hpp"

namespace bonito {
namespace {

using Json = nlohmann::json;
using testing::from_hex;

TEST(Frame, HasTheNumbersOfTheProtocol) {
  std::ifstream file(BONITO_SOURCE_DIR "/protocol/numbers.json");
  const Json numbers = Json::parse(file);
  const auto number = [](auto enumerator) { return static_cast<int>(enumerator); };
  const Json ours = {
      {"version", protocol_version},
      {"kind",
       {{"data", number(FrameKind::data)},
        {"hello", number(FrameKind::hello)},
        {"welcome", number(FrameKind::welcome)},
        {"ack", number(FrameKind::ack)},
        {"ping", number(FrameKind::ping)},
        {"pong", number(FrameKind::pong)},
        {"bye", number(FrameKind::bye)},
        {"bulk", number(FrameKind::bulk)},
        {"piece", number(FrameKind::piece)}}},
      {"mode",
       {{"fresh", number(Mode::fresh)}, {"resumed", number(Mode::resumed)}, {"snapshot", number(Mode::snapshot)}}},
      {"server",
       {{"set", number(ServerOp::set)},
        {"mirror", number(ServerOp::mirror)},
        {"error", number(ServerOp::error)},
        {"pad", number(ServerOp::pad)},
        {"part", number(ServerOp::part)},
        {"region", number(ServerOp::region)},
        {"sheet", number(ServerOp::sheet)},
        {"gone", number(ServerOp::gone)},
        {"bulk", number(ServerOp::bulk)},
        {"module", number(ServerOp::module)},
        {"run", number(ServerOp::run)},
        {"ask", number(ServerOp::ask)},
        {"answer", number(ServerOp::answer)},
        {"patch", number(ServerOp::patch)},
        {"follow", number(ServerOp::follow)}}},
      {"browser",
       {{"event", number(BrowserOp::event)},
        {"notify", number(BrowserOp::notify)},
        {"embedded", number(BrowserOp::embedded)},
        {"answer", number(BrowserOp::answer)},
        {"call", number(BrowserOp::call)},
        {"failed", number(BrowserOp::failed)},
        {"unloaded", number(BrowserOp::unloaded)},
        {"torn", number(BrowserOp::torn)}}},
      {"bye",
       {{"protocol", number(ByeCode::protocol)},
        {"too_large", number(ByeCode::too_large)},
        {"unknown_session", number(ByeCode::unknown_session)},
        {"superseded", number(ByeCode::superseded)},
        {"shutdown", number(ByeCode::shutdown)},
        {"lagging", number(ByeCode::lagging)},
        {"closed", number(ByeCode::closed)},
        {"refused", number(ByeCode::refused)},
        {"duplicate", number(ByeCode::duplicate)}}},
      {"extension", {{"date", date_extension}, {"array", array_extension}, {"handle", handle_extension}}},
      {"step",
       {{"leave", number(PatchStep::leave)},
        {"skip", number(PatchStep::skip)},
        {"enter", number(PatchStep::enter)},
        {"remove", number(PatchStep::remove)},
        {"hold", number(PatchStep::hold)},
        {"put", number(PatchStep::put)},
        {"change", number(PatchStep::change)}}},
      {"change",
       {{"insert", number(PatchChange::insert)},
        {"text", number(PatchChange::text)},
        {"attribute", number(PatchChange::attribute)},
        {"rewind", number(PatchChange::rewind)},
        {"end", number(PatchChange::end)}}},
      {"handle",
       {{"element", number(Handle::element)},
        {"observable", number(Handle::observable)},
        {"script", number(Handle::script)},
        {"module", number(Handle::module)},
        {"global", number(Handle::global)}}},
      {"element",
       {{"int8", number(Element::int8)},
        {"uint8", number(Element::uint8)},
        {"int16", number(Element::int16)},
        {"uint16", number(Element::uint16)},
        {"int32", number(Element::int32)},
        {"uint32", number(Element::uint32)},
        {"int64", number(Element::int64)},
        {"uint64", number(Element::uint64)},
        {"float32", number(Element::float32)},
        {"float64", number(Element::float64)}}},
      {"limit", {{"depth", max_depth}, {"frame_from_browser", max_frame_from_browser}}},
  };
  EXPECT_EQ(numbers, ours) << Json::diff(numbers, ours).dump(2);
}

TEST(Frame, KnowsItsKind) {
  EXPECT_EQ(kind_of(ack_frame(1)), FrameKind::ack);
  EXPECT_EQ(kind_of(*from_hex("00")), FrameKind::data);
  EXPECT_EQ(kind_of(piece_frame({1, 2})), FrameKind::piece);
  for (const char* unknown : {"", "09", "7f", "80", "ff"}) EXPECT_EQ(kind_of(*from_hex(unknown)), std::nullopt);
}

TEST(Frame, RefusesBodiesThatAreNotWhatTheirKindAsksFor) {
  for (const char* body : {"", "00", "000000"}) EXPECT_FALSE(read_data_header(*from_hex(body)));
  for (const char* body : {"", "00", "000000"}) EXPECT_FALSE(parse_ack(*from_hex(body)));
  for (const char* body : {"", "00000000010000", "0100000001000000"}) EXPECT_FALSE(read_piece_header(*from_hex(body)));
  EXPECT_FALSE(parse_ping(Bytes(9)));
  const std::string instance = "c41000000000000000000000000000000000";
  for (const std::string& body :
       {std::string(), std::string("c1"), std::string("01"), "92" + std::string("01") + instance,
        "93ff" + instance + "00", "9301" + instance + "ff", "9301" + instance + "0000", "9301a161" + std::string("00"),
        std::string("9301c40f") + std::string(30, '0') + "00"}) {
    const auto hello = parse_hello(*from_hex(body));
    ASSERT_FALSE(hello) << body;
    EXPECT_EQ(hello.error().code, Errc::bad_payload);
  }
  for (const char* body : {"", "920100", "93010003", "930100ff", "9301a000", "80"}) {
    EXPECT_FALSE(parse_welcome(*from_hex(body))) << body;
  }
  for (const char* body : {"", "9101", "9201c0", "92cd0100a0", "92ffa0", "9201a1ff"}) {
    EXPECT_FALSE(parse_bye(*from_hex(body))) << body;
  }
}

TEST(Frame, OfALaterVersionMaySayMore) {
  EXPECT_EQ(parse_hello(*from_hex("9402c410000000000000000000000000000000000080")).value().version, 2u);
  EXPECT_EQ(parse_bye(*from_hex("93ccc8a161c0")).value().code, static_cast<ByeCode>(200));
}

}  // namespace
}  // namespace bonito
