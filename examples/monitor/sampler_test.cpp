#include "sampler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bonito/base/error.hpp"

namespace monitor {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;

// A folder that looks like /proc and says what a test tells it to.
class FakeProc : public testing::Test {
 protected:
  FakeProc() {
    std::string path = testing::TempDir() + "fake_proc_XXXXXX";
    root_ = mkdtemp(path.data());
    write("stat", "cpu 0 0 0 0\ncpu0 0 0 0 0\nbtime 1000000000\n");
  }
  ~FakeProc() override { std::filesystem::remove_all(root_); }

  void write(const std::string& file, const std::string& text) {
    const auto path = root_ / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  void write_cpu(int busy, int idle) {
    const auto times = " " + std::to_string(busy) + " 0 0 " + std::to_string(idle) + "\n";
    write("stat", "cpu" + times + "cpu0" + times + "btime 1000000000\n");
  }
  void write_process(int pid, const std::string& name, long cpu_ticks, long start_ticks = 100) {
    const std::string folder = std::to_string(pid) + "/";
    write(folder + "stat", std::to_string(pid) + " (" + name + ") S 1 1 1 0 0 0 0 0 0 0 " + std::to_string(cpu_ticks) +
                               " 0 0 0 20 0 3 0 " + std::to_string(start_ticks) + " 0 2 0\n");
    write(folder + "status", "Uid:\t4000000000\t4000000000\n");
    write(folder + "cmdline", "/bin/"s + name + "\0--go\0"s);
  }

  std::filesystem::path root_;
  const Sampler::Time start_{1000s};
};

TEST_F(FakeProc, ARateIsTheGrowthBetweenTwoReadings) {
  write_cpu(100, 100);
  write("diskstats", "8 0 sda 0 0 1000 0 0 0 1000 0 0 0 0\n");
  write("net/dev", "eth0: 1000 0 0 0 0 0 0 0 1000 0\n");
  Sampler sampler(root_);
  sampler.read_totals(start_);
  write_cpu(125, 175);
  write("diskstats", "8 0 sda 0 0 1010 0 0 0 1040 0 0 0 0\n");
  write("net/dev", "eth0: 3000 0 0 0 0 0 0 0 7000 0\n");
  const Totals totals = sampler.read_totals(start_ + 2s);
  EXPECT_THAT(totals.cpu, DoubleEq(0.25));
  EXPECT_THAT(totals.cpu_per_core, ElementsAre(DoubleEq(0.25)));
  EXPECT_THAT(totals.disk_read, DoubleEq(10 * 512 / 2));
  EXPECT_THAT(totals.disk_written, DoubleEq(40 * 512 / 2));
  EXPECT_THAT(totals.network_received, DoubleEq(1000));
  EXPECT_THAT(totals.network_sent, DoubleEq(3000));
}

TEST_F(FakeProc, TheFirstReadingHasNoRates) {
  write_cpu(100, 100);
  write("net/dev", "eth0: 1000 0 0 0 0 0 0 0 1000 0\n");
  const Totals totals = Sampler(root_).read_totals(start_);
  EXPECT_EQ(totals.cpu, 0);
  EXPECT_EQ(totals.network_received, 0);
  EXPECT_THAT(totals.cpu_per_core, ElementsAre(0));
}

TEST_F(FakeProc, RatesAreTakenOverTheWindowHoweverOftenOneReads) {
  Sampler sampler(root_, 500ms);
  std::vector<double> shares;
  for (int tenth = 0; tenth <= 20; ++tenth) {
    // One tick of ten is busy in the first second, all are in the second one.
    const int busy = tenth <= 10 ? tenth : 10 + (tenth - 10) * 10;
    write_cpu(busy, tenth * 10 - busy);
    shares.push_back(sampler.read_totals(start_ + tenth * 100ms).cpu);
  }
  EXPECT_THAT(shares[10], DoubleEq(0.1));
  EXPECT_THAT(shares[12], DoubleEq((3 * 1 + 2 * 10) / 50.0));
  EXPECT_THAT(shares[15], DoubleEq(1.0));
  EXPECT_THAT(shares[20], DoubleEq(1.0));
}

TEST_F(FakeProc, CountersThatStartAgainGiveZero) {
  write_cpu(500, 500);
  write("diskstats", "8 0 sda 0 0 1000 0 0 0 1000 0 0 0 0\n");
  write("net/dev", "eth0: 4294967295 0 0 0 0 0 0 0 4294967295 0\n");
  write_process(7, "worker", 1000);
  Sampler sampler(root_);
  sampler.read_totals(start_);
  sampler.read_processes(start_);
  write_cpu(10, 10);
  write("diskstats", "8 0 sda 0 0 10 0 0 0 10 0 0 0 0\n");
  write("net/dev", "eth0: 3 0 0 0 0 0 0 0 3 0\n");
  write_process(7, "worker", 10);
  const Totals totals = sampler.read_totals(start_ + 1s);
  EXPECT_EQ(totals.cpu, 0);
  EXPECT_EQ(totals.disk_read, 0);
  EXPECT_EQ(totals.disk_written, 0);
  EXPECT_EQ(totals.network_received, 0);
  EXPECT_EQ(totals.network_sent, 0);
  EXPECT_EQ(sampler.read_processes(start_ + 1s).at(0).cpu, 0);
}

TEST_F(FakeProc, ADiskThatWasJustPluggedInDoesNotBringItsPast) {
  write("diskstats", "8 0 sda 0 0 1000 0 0 0 1000 0 0 0 0\n");
  Sampler sampler(root_);
  sampler.read_totals(start_);
  write("diskstats", "8 0 sda 0 0 1001 0 0 0 1000 0 0 0 0\n8 16 sdb 0 0 999999 0 0 0 0 0 0 0 0\n");
  EXPECT_THAT(sampler.read_totals(start_ + 1s).disk_read, DoubleEq(512));
}

TEST_F(FakeProc, MissingFilesReadAsZeros) {
  Sampler sampler(root_);
  const Totals totals = sampler.read_totals(start_);
  EXPECT_EQ(totals.memory.total, 0u);
  EXPECT_EQ(totals.load.one, 0);
  EXPECT_EQ(totals.uptime, 0s);
}

TEST_F(FakeProc, ARootThatIsMissingOrNoProcIsAFailureThatSaysSo) {
  const auto failure_of = [](const std::filesystem::path& root) -> std::string {
    try {
      Sampler sampler(root);
    } catch (const bonito::Failure& failure) {
      return failure.what();
    }
    return "none";
  };
  EXPECT_THAT(failure_of(root_ / "nowhere"), HasSubstr("nowhere (No such file or directory)"));
  write("stat", "");
  EXPECT_THAT(failure_of(root_), HasSubstr("is this Linux's /proc?"));
}

TEST_F(FakeProc, AProcessHasWhatTheKernelSaysOfIt) {
  write_process(7, "worker", 0);
  Sampler sampler(root_);
  const auto processes = sampler.read_processes(start_);
  ASSERT_EQ(processes.size(), 1u);
  const Process& process = processes[0];
  EXPECT_EQ(process.pid, 7);
  EXPECT_EQ(process.parent, 1);
  EXPECT_EQ(process.name, "worker");
  EXPECT_EQ(process.command, "/bin/worker --go");
  EXPECT_EQ(process.user, "4000000000");
  EXPECT_EQ(process.state, 'S');
  EXPECT_EQ(process.threads, 3);
  EXPECT_EQ(process.memory_bytes, 2u * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
  const auto after_boot = std::chrono::milliseconds{100 * 1000 / sysconf(_SC_CLK_TCK)};
  EXPECT_EQ(process.started, std::chrono::system_clock::time_point{1000000000s} + after_boot);
}

TEST_F(FakeProc, AProcessHasTheShareOfACoreItUsedOverTheWindow) {
  const auto second = sysconf(_SC_CLK_TCK);
  write_process(7, "worker", 5 * second);
  Sampler sampler(root_, 500ms);
  EXPECT_EQ(sampler.read_processes(start_).at(0).cpu, 0);
  write_process(7, "worker", 8 * second);
  EXPECT_THAT(sampler.read_processes(start_ + 2s).at(0).cpu, DoubleEq(1.5));
  write_process(7, "worker", 9 * second);
  EXPECT_THAT(sampler.read_processes(start_ + 2100ms).at(0).cpu, DoubleEq(1.5));  // still within the window
  EXPECT_THAT(sampler.read_processes(start_ + 4s).at(0).cpu, DoubleEq(0.5));
}

TEST_F(FakeProc, APidThatIsUsedAgainIsAnotherProcess) {
  const auto second = sysconf(_SC_CLK_TCK);
  write_process(7, "first", 5 * second, 100);
  Sampler sampler(root_);
  sampler.read_processes(start_);
  write_process(7, "second", 9 * second, 200);
  const Process process = sampler.read_processes(start_ + 1s).at(0);
  EXPECT_EQ(process.cpu, 0);
  EXPECT_EQ(process.command, "/bin/second --go");
}

TEST_F(FakeProc, AProcessThatRunsAnotherProgramShowsItsCommand) {
  write_process(7, "sh", 0);
  Sampler sampler(root_);
  sampler.read_processes(start_);
  write_process(7, "make", 0);
  EXPECT_EQ(sampler.read_processes(start_ + 1s).at(0).command, "/bin/make --go");
}

TEST_F(FakeProc, AProcessThatRunsTheSameProgramAgainWithOtherArgumentsShowsThem) {
  write_process(7, "node", 0);
  Sampler sampler(root_, 1s);
  EXPECT_EQ(sampler.read_processes(start_)[0].command, "/bin/node --go");
  write("7/cmdline", "/bin/node\0--stop\0"s);
  EXPECT_EQ(sampler.read_processes(start_ + 1s)[0].command, "/bin/node --stop");
}

TEST_F(FakeProc, AProcessWithoutACommandLineShowsItsNameInBrackets) {
  write_process(2, "kthreadd", 0);
  write("2/cmdline", "");
  EXPECT_EQ(Sampler(root_).read_processes(start_).at(0).command, "[kthreadd]");
}

TEST_F(FakeProc, AProcessThatVanishesWhileItIsReadIsLeftOut) {
  write_process(7, "stays", 0);
  std::filesystem::create_directories(root_ / "8");  // listed, but its files are gone
  write("9/stat", "");
  const auto processes = Sampler(root_).read_processes(start_);
  ASSERT_EQ(processes.size(), 1u);
  EXPECT_EQ(processes[0].name, "stays");
}

TEST(RealProc, ShowsThisProcessAndThisMachine) {
  Sampler sampler;
  const Totals totals = sampler.read_totals();
  EXPECT_EQ(totals.cpu_per_core.size(), static_cast<std::size_t>(sysconf(_SC_NPROCESSORS_ONLN)));
  EXPECT_GT(totals.memory.total, totals.memory.available);
  EXPECT_GT(totals.uptime, 0s);
  const auto processes = sampler.read_processes();
  const auto self =
      std::find_if(processes.begin(), processes.end(), [](const auto& process) { return process.pid == getpid(); });
  ASSERT_NE(self, processes.end());
  EXPECT_EQ(self->parent, getppid());
  EXPECT_EQ(self->state, 'R');
  EXPECT_GT(self->memory_bytes, 0u);
  EXPECT_LE(self->started, std::chrono::system_clock::now());
  EXPECT_GT(self->started, std::chrono::system_clock::now() - 1h);
}

}  // namespace
}  // namespace monitor
