#include "bonito/testing/conformance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <ostream>
#include <string>

#include "bonito/session/pages.hpp"
#include "testing/memory_line.hpp"
#include "testing/peer.hpp"

namespace bonito::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ValuesIn;

ConformanceReport report_on(Fault fault, ConformanceOptions options) {
  const Registration wrong = register_connection([=] { return std::make_unique<MemoryLine>(fault); });
  std::atomic<int> openings = 0;
  return check_connection(
      [&](Session& session) -> std::unique_ptr<FarEnd> {
        if (fault == Fault::never_opens) return nullptr;
        if (fault == Fault::never_opens_again && openings++ > 0) return nullptr;
        return std::make_unique<MemoryFarEnd>(session);
      },
      options);
}

TEST(Conformance, AConnectionThatDoesWhatItShouldConforms) {
  const auto report = report_on(Fault::none, {.max_down = 4u << 20, .max_up = 2u << 20});
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 10u);
  EXPECT_THAT(report.remarks, IsEmpty());
  EXPECT_EQ(report.text(), "The connection conforms, in 10 checks.\n");
}

TEST(Conformance, AConnectionWhoseLastFrameComesLateConforms) {
  const auto report = report_on(Fault::none_but_late_up, {.max_down = 1u << 20, .max_up = 1u << 20});
  EXPECT_TRUE(report.is_ok()) << report.text();
}

TEST(Conformance, AConnectionWithASecondWayConforms) {
  const auto report = report_on(Fault::none_beside, {.max_down = 1u << 20, .max_up = 1u << 20});
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 11u);
}

TEST(Conformance, AConnectionThatOpensOnceConformsIfThatIsSaid) {
  const auto report = report_on(Fault::never_opens_again, {.max_down = 1u << 20, .max_up = 1u << 20, .reopens = false});
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 8u);
  EXPECT_THAT(report.remarks, ElementsAre("No cut was tried: the line opens only once."));
}

// As in a browser, where nobody is told how to cut the line.
TEST(Conformance, ThatNoCutWasTriedIsRemarkedAndNoFailure) {
  const Registration own = register_connection([] { return std::make_unique<MemoryLine>(Fault::none); });
  Pages pages;
  Conformance kit({.max_down = 1u << 16, .max_up = 1u << 16, .burst = 100});
  const auto session = pages.open();
  static_cast<void>(render_page(*session, kit.app()));
  Peer page([](Session& each) { return std::make_unique<MemoryFarEnd>(each); }, session);
  const auto& report = kit.report();
  EXPECT_TRUE(report.is_ok()) << report.text();
  EXPECT_EQ(report.checks, 9u);
  EXPECT_THAT(report.text(), HasSubstr("(No cut was tried: "));
}

struct Wrong {
  Fault fault;
  std::string name;  // of the test
  std::string sentence;
  // Short only where it is waited out.
  std::chrono::milliseconds patience = 20'000ms;
  std::chrono::milliseconds page_patience = 20'000ms;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class ConformanceFinds : public ::testing::TestWithParam<Wrong> {};

TEST_P(ConformanceFinds, WhatIsWrong) {
  const auto report = report_on(GetParam().fault, {.max_down = 1u << 20,
                                                   .max_up = 1u << 20,
                                                   .burst = 5'000,
                                                   .patience = GetParam().patience,
                                                   .page_patience = GetParam().page_patience});
  EXPECT_FALSE(report.is_ok());
  EXPECT_THAT(report.findings, Contains(HasSubstr(GetParam().sentence))) << report.text();
  EXPECT_THAT(report.text(), HasSubstr("The connection does not conform:\n- "));
}

const Wrong all_wrong[] = {
    {Fault::drops, "AFrameIsDropped", "of 1023 bytes, never came, though later ones did"},
    {Fault::repeats, "AFrameIsRepeated", "a frame came again where frame"},
    {Fault::reorders, "AFrameIsOvertaken", "was overtaken by a later one"},
    {Fault::merges, "TwoFramesAreMerged",
     "came as one of 2047 bytes: one call of write() or send() is one whole frame"},
    {Fault::splits, "AFrameIsSplit", "of 1023 bytes, came in several pieces"},
    {Fault::truncates, "AFrameIsTruncated", "came with 1022 bytes of its 1023"},
    {Fault::changes, "AByteIsChanged", "of 1023 bytes, came with other bytes in it"},
    {Fault::drops_empty_frames, "EmptyFramesAreDropped", "of 0 bytes, never came, though later ones did"},
    {Fault::drops_large_frames, "LargeFramesAreDropped", "look at limits of length"},
    {Fault::writes_two_pieces, "OnlyTwoPiecesAreWritten", "send all pieces() of a Payload"},
    {Fault::tears_frames, "ThreadsTearFrames", "that none of them had written", 5'000ms},
    {Fault::loses_in_bursts, "BurstsLoseFrames", "of 5000, of "},
    {Fault::drops_up, "AFrameUpIsDropped", "sent from the page to the program, frame"},
    {Fault::merges_up, "FramesUpAreMerged", "came as one of 2047 bytes"},
    {Fault::drops_large_frames_up, "LargeFramesUpAreDropped", "look at limits of length"},
    {Fault::invents_frames, "FramesComeFromNowhere", "that the page had not sent", 5'000ms},
    {Fault::lies_about_holding, "HoldingBackHoldsNothing", "hold_back(true) answered true, and then"},
    {Fault::stays_held_back, "HoldingBackNeverEnds", "After hold_back(true) and hold_back(false) nothing came any more",
     5'000ms},
    {Fault::refuses_while_open, "AFrameIsRefused", "write() answered Sent::no to a frame of 1023 bytes"},
    {Fault::throws_while_open, "WriteThrows", "write() threw, though the line was open: the wire is busy"},
    {Fault::is_never_writable, "NobodySaysWritable", "Session::writable() was not called within 5 seconds", 5'000ms},
    {Fault::is_open_early, "ItIsOpenTooEarly", "is_open() is true while the page is rendered"},
    {Fault::takes_frames_early, "ItTakesFramesTooEarly", "write() took a frame while the page was rendered"},
    {Fault::is_never_open, "ItIsNeverOpen", "is_open() is false, though the page has said hello"},
    {Fault::is_open_when_closed, "ItIsOpenWhenClosed", "is_open() is true after close()", 5'000ms},
    {Fault::takes_frames_when_closed, "ItTakesFramesWhenClosed", "write() did not answer Sent::no after close()",
     5'000ms},
    {Fault::never_opens_again, "ItDoesNotOpenAgain", "The page did not open the line again within 5 seconds", 5'000ms},
    {Fault::never_opens, "ItDoesNotOpen", "No page said hello within 1000 ms", 20'000ms, 1'000ms},
    {Fault::keeps_old_frames, "OldFramesComeOnTheNewLine", "a new line begins with nothing in it"},
    {Fault::does_not_tell_of_a_cut, "ACutIsNotTold", "The line was cut, and 5 seconds later is_open() is still true",
     5'000ms},
    {Fault::does_not_tell_of_a_cut, "ACutMayFallBetweenRequests",
     "ConformanceOptions::cut has to fail them for a second", 5'000ms},
    {Fault::drops_beside, "TheSecondWayDropsAFrame", "by bulk(), frame 2 of 308, of 100 bytes, never came", 5'000ms},
    {Fault::refuses_beside, "TheSecondWayRefusesAFrame", "bulk() answered Sent::no to a frame of 100 bytes"},
    {Fault::throws_beside, "TheSecondWayThrows", "bulk() threw, though it was open: the other wire is busy"},
    {Fault::throws_at_the_far_end, "TheFarEndThrows", "no answer came within 5 seconds", 5'000ms},
};

INSTANTIATE_TEST_SUITE_P(That, ConformanceFinds, ValuesIn(all_wrong), [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace bonito::testing
