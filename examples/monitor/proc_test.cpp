#include "proc.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace monitor::proc {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::Field;

auto counter(const char* name, std::uint64_t in, std::uint64_t out) {
  return testing::AllOf(Field(&Counter::name, name), Field(&Counter::in, in), Field(&Counter::out, out));
}

TEST(ProcStat, CountsEverythingButIdleAndWaitingForDisksAsBusy) {
  const Stat stat = parse_stat(
      "cpu  100 20 30 1000 50 5 6 7 40 0\n"
      "cpu0 60 10 20 500 25 5 0 3 40 0\n"
      "cpu1 40 10 10 500 25 0 6 4 0 0\n"
      "intr 199292 0 38 0\n"
      "btime 1763888400\n"
      "processes 26442\n");
  EXPECT_EQ(stat.all.total, 1218u);
  EXPECT_EQ(stat.all.busy, 168u);
  ASSERT_EQ(stat.cores.size(), 2u);
  EXPECT_EQ(stat.cores[0].total, 623u);
  EXPECT_EQ(stat.cores[1].busy, 70u);
  EXPECT_EQ(stat.boot_time, 1763888400u);
}

TEST(ProcStat, ReadsTheShortLinesOfOldKernels) {
  const Stat stat = parse_stat("cpu 10 0 10 80\n");
  EXPECT_EQ(stat.all.total, 100u);
  EXPECT_EQ(stat.all.busy, 20u);
}

TEST(Meminfo, IsInBytesAndUsedIsWhatIsNotAvailable) {
  const Memory memory = parse_meminfo(
      "MemTotal:       16384 kB\n"
      "MemFree:         1024 kB\n"
      "MemAvailable:    4096 kB\n"
      "SwapTotal:       2048 kB\n"
      "SwapFree:        2000 kB\n"
      "HugePages_Total:       0\n");
  EXPECT_EQ(memory.total, 16384u * 1024);
  EXPECT_EQ(memory.available, 4096u * 1024);
  EXPECT_EQ(memory.used, 12288u * 1024);
  EXPECT_EQ(memory.swap_total, 2048u * 1024);
  EXPECT_EQ(memory.swap_used, 48u * 1024);
}

TEST(Loadavg, HasThreeAverages) {
  const Load load = parse_loadavg("0.20 1.18 12.05 1/80 11206\n");
  EXPECT_THAT(load.one, DoubleEq(0.20));
  EXPECT_THAT(load.five, DoubleEq(1.18));
  EXPECT_THAT(load.fifteen, DoubleEq(12.05));
}

TEST(Uptime, IsInWholeSeconds) { EXPECT_EQ(parse_uptime("350735.47 234388.90\n").count(), 350735); }

TEST(Diskstats, HasWholeDisksOnly) {
  const auto disks = parse_diskstats(
      "   7       0 loop0 15 0 30 1 0 0 0 0 0 4 1\n"
      "   1       0 ram0 15 0 30 1 0 0 0 0 0 4 1\n"
      "   8       0 sda 100 5 2000 40 50 6 4000 70 0 80 110 0 0 0 0\n"
      "   8       1 sda1 90 5 1800 40 50 6 4000 70 0 80 110 0 0 0 0\n"
      "   8      16 sdaa 1 0 2 1 1 0 4 1 0 1 1\n"
      " 259       0 nvme0n1 1 2 10 4 5 6 20 8 9 10 11\n"
      " 259       1 nvme0n1p1 1 2 10 4 5 6 20 8 9 10 11\n"
      " 259       2 nvme0n12 1 2 1 4 5 6 1 8 9 10 11\n"
      " 253       0 dm-0 1 2 10 4 5 6 20 8 9 10 11\n"
      "   9       0 md127 1 2 10 4 5 6 20 8 9 10 11\n");
  EXPECT_THAT(disks, ElementsAre(counter("sda", 2000 * 512, 4000 * 512), counter("sdaa", 2 * 512, 4 * 512),
                                 counter("nvme0n1", 10 * 512, 20 * 512), counter("nvme0n12", 512, 512)));
}

TEST(Diskstats, CountsAPartitionWhoseDiskIsNotListed) {
  EXPECT_THAT(parse_diskstats(" 202 1 xvda1 1 0 8 1 1 0 16 1 0 1 1\n"),
              ElementsAre(counter("xvda1", 8 * 512, 16 * 512)));
}

TEST(NetDev, LeavesTheLoopbackOut) {
  const auto interfaces = parse_net_dev(
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls\n"
      "    lo: 9000 10 0 0 0 0 0 0 9000 10 0 0 0 0 0 0\n"
      "  eth0:1234 10 0 0 0 0 0 0 5678 10 0 0 0 0 0 0\n"
      "wlp2s0: 1 10 0 0 0 0 0 0 18446744073709551615 10 0 0 0 0 0 0\n");
  EXPECT_THAT(interfaces, ElementsAre(counter("eth0", 1234, 5678), counter("wlp2s0", 1, 18446744073709551615u)));
}

TEST(ProcessStat, ReadsEveryField) {
  const auto stat = parse_process_stat(
      "4242 (server) S 1 4242 4242 0 -1 4194560 900 0 1 0 120 35 7 8 20 -5 12 0 98765 250000000 6100 "
      "18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->pid, 4242);
  EXPECT_EQ(stat->name, "server");
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->parent, 1);
  EXPECT_EQ(stat->cpu_ticks, 155u);
  EXPECT_EQ(stat->nice, -5);
  EXPECT_EQ(stat->threads, 12);
  EXPECT_EQ(stat->start_ticks, 98765u);
  EXPECT_EQ(stat->resident_pages, 6100u);
}

TEST(ProcessStat, AllowsSpacesAndParenthesesInNames) {
  const auto stat = parse_process_stat("7 (a) R 9 (b c) Z 3 0 0 0 0 0 0 0 0 0 1 2 0 0 20 0 1 0 5 0 0\n");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->name, "a) R 9 (b c");
  EXPECT_EQ(stat->state, 'Z');
  EXPECT_EQ(stat->parent, 3);
}

TEST(ProcessStat, IsNothingForTextThatIsNone) {
  for (const char* text : {"", "\n", "12", "12 (a", "12 a)", ")12(", "x (a) S 1", "12 (a)", "0 (a) S"}) {
    EXPECT_FALSE(parse_process_stat(text)) << text;
  }
}

TEST(ProcessStatus, GivesTheEffectiveUser) {
  EXPECT_EQ(parse_effective_user("Name:\tsudo\nUmask:\t0022\nUid:\t1000\t33\t33\t33\nGid:\t1\t2\t3\t4\n"), 33u);
  EXPECT_EQ(parse_effective_user("Name:\tsudo\n"), 0u);
}

TEST(Cmdline, HasItsArgumentsSeparatedBySpaces) {
  using namespace std::string_literals;
  EXPECT_EQ(parse_cmdline("vi\0notes on it\0\0\0"s), "vi notes on it");
  EXPECT_EQ(parse_cmdline(""), "");
}

TEST(Printable, ReplacesControlCharactersAndWhatIsNoUtf8) {
  EXPECT_EQ(printable("plain"), "plain");
  EXPECT_EQ(printable("a\nb\tc\x7F"), "a b c ");
  EXPECT_EQ(printable("größe €\U0001F41F"), "größe €\U0001F41F");
  EXPECT_EQ(printable("cut\xE2\x82"), "cut\uFFFD\uFFFD");
  EXPECT_EQ(printable("\xC0\x80"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(printable("\xF5\x80x"), "\uFFFD\uFFFDx");          // beyond Unicode
}

}  // namespace
}  // namespace monitor::proc
