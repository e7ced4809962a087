#include "format.hpp"

#include <gtest/gtest.h>

namespace monitor {
namespace {

using namespace std::chrono_literals;

TEST(Format, BytesHaveFourDigitsAtMost) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 KiB");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(999.94 * 1024), "999.9 KiB");
  EXPECT_EQ(bytes_text(999.96 * 1024), "1.0 MiB");
  EXPECT_EQ(bytes_text(3.5 * 1024 * 1024 * 1024), "3.5 GiB");
  EXPECT_EQ(rate_text(2048), "2.0 KiB/s");
}

TEST(Format, SharesAreWholePercents) {
  EXPECT_EQ(percent_text(0), "0 %");
  EXPECT_EQ(percent_text(0.126), "13 %");
  EXPECT_EQ(percent_text(1), "100 %");
}

TEST(Format, AnUptimeShowsDaysOnceThereIsOne) {
  EXPECT_EQ(uptime_text(0s), "00:00:00");
  EXPECT_EQ(uptime_text(23h + 59min + 59s), "23:59:59");
  EXPECT_EQ(uptime_text(24h), "1 d 00:00:00");
  EXPECT_EQ(uptime_text(400 * 24h + 1s), "400 d 00:00:01");
}

TEST(Format, ShortenedTextNeverEndsInsideACharacter) {
  EXPECT_EQ(shortened("short", 5), "short");
  EXPECT_EQ(shortened("longer", 5), "lo…");
  EXPECT_EQ(shortened("ääää", 6), "ä…");  // the cut would be between the bytes of the second
}

TEST(Format, AStateThatIsUnknownShowsItsLetter) {
  EXPECT_EQ(state_text('R'), "running");
  EXPECT_EQ(state_text('?'), "?");
}

}  // namespace
}  // namespace monitor
