#include "session/flight.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace bonito::detail {
namespace {

using namespace std::chrono_literals;
using Time = Flight::Clock::time_point;

constexpr Time start = Time(1000s);

SharedBytes bytes(std::size_t size) {
  auto kept = std::make_shared<const Bytes>(size);
  return {kept, *kept};
}

// One frame there and back, so that the flight knows how long a round trip is.
Flight measured_flight(std::chrono::milliseconds round_trip) {
  Flight flight;
  flight.send(bytes(10), {}, 0, start);
  EXPECT_TRUE(flight.acknowledge(1, start + round_trip));
  return flight;
}

TEST(Flight, NumbersFramesFromOneAndKeepsThemUntilTheyAreAcknowledged) {
  Flight flight;
  EXPECT_EQ(flight.send(bytes(10), {}, 0, start).number, 1u);
  EXPECT_EQ(flight.send(bytes(20), bytes(5), 0, start).number, 2u);
  EXPECT_EQ(flight.bytes(), 35u);
  EXPECT_TRUE(flight.acknowledge(1, start));
  EXPECT_EQ(flight.bytes(), 25u);
  EXPECT_EQ(flight.frames().front().number, 2u);
  EXPECT_TRUE(flight.acknowledge(2, start));
  EXPECT_TRUE(flight.frames().empty());
}

TEST(Flight, TakesAnOlderAcknowledgementForNoneAndRefusesOneOfNoFrame) {
  Flight flight;
  for (int i = 0; i < 3; ++i) flight.send(bytes(1), {}, 0, start);
  EXPECT_TRUE(flight.acknowledge(2, start));
  EXPECT_TRUE(flight.acknowledge(1, start));
  EXPECT_EQ(flight.acknowledged(), 2u);
  EXPECT_FALSE(flight.acknowledge(4, start));
}

TEST(Flight, CountsOnWhereSixteenBitsEnd) {
  Flight flight;
  for (std::uint64_t i = 1; i <= 70'000; ++i) {
    EXPECT_EQ(flight.send(bytes(1), {}, 0, start).number, i);
    EXPECT_TRUE(flight.acknowledge(static_cast<std::uint16_t>(i), start));
  }
  EXPECT_EQ(flight.acknowledged(), 70'000u);
}

TEST(Flight, StateWaitsForTheAcknowledgementOfWhatIsOnItsWay) {
  Flight flight = measured_flight(1ms);
  const auto now = start + 1s;
  EXPECT_TRUE(flight.may_send(false, now));
  flight.send(bytes(10), {}, 0, now);
  EXPECT_FALSE(flight.may_send(false, now + 1ms));
  EXPECT_TRUE(flight.acknowledge(2, now + 2ms));
  EXPECT_TRUE(flight.may_send(false, now + 2ms));
}

TEST(Flight, OnALongLineStateFollowsInBeatsAsLongAsAcknowledgementsAreNotOverdue) {
  Flight flight = measured_flight(300ms);
  auto now = start + 1s;
  const auto first = now;
  int sent = 0;
  for (; flight.may_send(false, now); now += 1ms * Flight::beat.count(), ++sent) flight.send(bytes(10), {}, 0, now);
  EXPECT_GT(sent, 300 / Flight::beat.count());
  EXPECT_GT(now - first, 300ms);
  EXPECT_LT(now - first, 450ms);
  EXPECT_FALSE(flight.ask_again());
}

TEST(Flight, WhatHasToBeSentAnywayFollowsAtOnceUpToTheBound) {
  Flight flight(1 << 20);
  flight.send(bytes(10), {}, 0, start);
  EXPECT_TRUE(flight.acknowledge(1, start + 1ms));
  const auto now = start + 1s;
  std::size_t sent = 0;
  for (; flight.may_send(true, now); ++sent) flight.send(bytes(64 << 10), {}, 0, now);
  EXPECT_EQ(sent, 16u);
}

TEST(Flight, NothingFollowsWhenAcknowledgementsAreOverdue) {
  Flight flight = measured_flight(1ms);
  const auto now = start + 1s;
  flight.send(bytes(10), {}, 0, now);
  EXPECT_FALSE(flight.may_send(true, now + 1s));
}

TEST(Flight, OnANewLineOnlyOneFrameIsOnItsWayUntilARoundTripIsKnown) {
  Flight flight;
  flight.send(bytes(10), {}, 0, start);
  EXPECT_FALSE(flight.may_send(true, start + 1ms));
  EXPECT_FALSE(flight.ask_again());
}

TEST(Flight, AsksAgainWhenTheNextBeatIsDue) {
  Flight flight = measured_flight(100ms);
  const auto now = start + 1s;
  flight.send(bytes(10), {}, 0, now);
  EXPECT_EQ(flight.ask_again(), now + Flight::beat);
}

TEST(Flight, ResumesWithTheFramesThatTheBrowserLacks) {
  Flight flight;
  for (int i = 0; i < 5; ++i) flight.send(bytes(10), {}, 0, start);
  EXPECT_TRUE(flight.acknowledge(1, start));
  EXPECT_TRUE(flight.resume(3, start + 1s));
  ASSERT_EQ(flight.frames().size(), 2u);
  EXPECT_EQ(flight.frames().front().number, 4u);
  EXPECT_EQ(flight.bytes(), 20u);
}

TEST(Flight, CannotResumeBeforeWhatItHasForgottenNorAfterWhatItSent) {
  for (const std::uint64_t received : {0u, 6u}) {
    Flight flight;
    for (int i = 0; i < 5; ++i) flight.send(bytes(10), {}, 0, start);
    EXPECT_TRUE(flight.acknowledge(1, start));
    EXPECT_FALSE(flight.resume(received, start));
    EXPECT_TRUE(flight.frames().empty());
    EXPECT_EQ(flight.sent(), 5u);
  }
}

TEST(Flight, CutsPartsSmallerForASlowLineAndLargerAgain) {
  Flight flight = measured_flight(1ms);
  auto now = start + 1s;
  std::uint16_t number = 1;
  const auto trip = [&](std::chrono::milliseconds time) {
    flight.send(bytes(10), {}, 0, now);
    now += time;
    EXPECT_TRUE(flight.acknowledge(++number, now));
  };
  for (int i = 0; i < 10; ++i) trip(500ms);
  EXPECT_EQ(flight.part_size(now), Flight::smallest_part);
  for (int i = 0; i < 10; ++i) trip(2ms);
  EXPECT_EQ(flight.part_size(now), Flight::first_part) << "of a line that had little to carry, little is known";
}

TEST(Flight, CutsPartsAsLargeAsALineHasJustCarriedInTime) {
  Flight flight = measured_flight(1ms);
  auto now = start + 1s;
  std::uint16_t number = 1;
  const auto trip = [&](std::size_t size, std::chrono::milliseconds time) {
    flight.send(bytes(size), {}, 0, now);
    now += time;
    EXPECT_TRUE(flight.acknowledge(++number, now));
  };
  trip(Flight::first_part, 2ms);
  EXPECT_EQ(flight.part_size(now), 2 * Flight::first_part);
  trip(Flight::first_part, 2ms);
  EXPECT_EQ(flight.part_size(now), 2 * Flight::first_part);
  trip(2 * Flight::first_part, 30ms);
  EXPECT_EQ(flight.part_size(now), 2 * Flight::first_part) << "that was neither in time nor late";
  for (int i = 0; i < 10; ++i) trip(flight.part_size(now), 2ms);
  EXPECT_EQ(flight.part_size(now), Flight::largest_part);
  trip(Flight::largest_part, 200ms);
  EXPECT_LT(flight.part_size(now), Flight::largest_part / 8) << "so much in 20 ms";
  EXPECT_GT(flight.part_size(now), Flight::largest_part / 12);
}

TEST(Flight, CutsPartsAsAtFirstWhereItIsLongSinceALineCarriedLargeOnes) {
  Flight flight = measured_flight(1ms);
  auto now = start + 1s;
  for (std::uint16_t number = 2; flight.part_size(now) < Flight::largest_part; ++number) {
    flight.send(bytes(flight.part_size(now)), {}, 0, now);
    EXPECT_TRUE(flight.acknowledge(number, now += 2ms));
  }
  EXPECT_EQ(flight.part_size(now + 9s), Flight::largest_part);
  EXPECT_EQ(flight.part_size(now + 11s), Flight::first_part);
}

TEST(Flight, CutsPartsNoLargerThanItMayHaveOnItsWay) { EXPECT_EQ(Flight(16u << 10).part_size(start), 16u << 10); }

TEST(Flight, LearnsNothingOfALineFromTheFirstRoundTrip) {
  Flight flight;
  flight.send(bytes(Flight::first_part), {}, 0, start);
  EXPECT_TRUE(flight.acknowledge(1, start + 10s));
  EXPECT_EQ(flight.part_size(start + 10s), Flight::first_part);
}

TEST(Flight, CutsPartsOfAnotherLineAsAtFirst) {
  Flight flight = measured_flight(1ms);
  auto now = start + 1s;
  for (std::uint16_t number = 2; flight.part_size(now) < Flight::largest_part; ++number) {
    flight.send(bytes(flight.part_size(now)), {}, 0, now);
    EXPECT_TRUE(flight.acknowledge(number, now += 2ms));
  }
  flight.begin_line();
  EXPECT_EQ(flight.part_size(now), Flight::first_part);
}

TEST(Flight, CutsPartsByHalfAtMostForOneAcknowledgementThatIsLate) {
  Flight flight = measured_flight(1ms);
  flight.send(bytes(10), {}, 0, start + 1s);
  EXPECT_TRUE(flight.acknowledge(static_cast<std::uint16_t>(flight.sent()), start + 2s));
  EXPECT_EQ(flight.part_size(start + 2s), Flight::first_part / 2);
}

TEST(Flight, CutsPartsNoSmallerForAPageThatTakesMuchThoughLate) {
  Flight flight = measured_flight(1ms);
  const auto now = start + 1s;
  constexpr int many = 30;
  for (int i = 0; i < many; ++i) flight.send(bytes(Flight::first_part), {}, 0, now);
  EXPECT_TRUE(flight.acknowledge(static_cast<std::uint16_t>(flight.sent()), now + 300ms));
  EXPECT_EQ(flight.part_size(now), Flight::first_part);
}

}  // namespace
}  // namespace bonito::detail
