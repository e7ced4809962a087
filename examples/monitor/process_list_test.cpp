#include "process_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace monitor {
namespace {

using testing::ElementsAre;

Process process(int pid, std::string name, double cpu, std::uint64_t memory) {
  Process made;
  made.pid = pid;
  made.name = std::move(name);
  made.command = "/usr/bin/" + made.name + " --flag";
  made.user = pid < 10 ? "root" : "ada";
  made.cpu = cpu;
  made.memory_bytes = memory;
  return made;
}

std::vector<int> pids(const Page& page) {
  std::vector<int> found;
  for (const Process& row : page.rows) found.push_back(row.pid);
  return found;
}

const std::vector<Process> some{process(1, "init", 0, 10), process(7, "Xorg", 0.5, 300),
                                process(20, "editor", 0.5, 200), process(30, "shell", 0, 50)};

TEST(ProcessList, TheBusiestAreFirst) { EXPECT_THAT(pids(page_of(some, {})), ElementsAre(7, 20, 30, 1)); }

TEST(ProcessList, SortingByAColumnTwiceReversesIt) {
  Query query;
  query.sort_by(Column::memory);
  EXPECT_THAT(pids(page_of(some, query)), ElementsAre(7, 20, 30, 1));
  query.sort_by(Column::memory);
  EXPECT_THAT(pids(page_of(some, query)), ElementsAre(1, 30, 20, 7));
}

TEST(ProcessList, NamesAreSortedFromTheFirstLetterWhateverItsCase) {
  Query query;
  query.sort_by(Column::name);
  EXPECT_THAT(pids(page_of(some, query)), ElementsAre(20, 1, 30, 7));
}

TEST(ProcessList, TheFilterLooksIntoPidNameCommandAndUser) {
  const auto found = [](const char* filter) { return pids(page_of(some, {.filter = filter})); };
  EXPECT_THAT(found("xORG"), ElementsAre(7));
  EXPECT_THAT(found("bin/shell --f"), ElementsAre(30));
  EXPECT_THAT(found("ada"), ElementsAre(20, 30));
  EXPECT_THAT(found("20"), ElementsAre(20));
  EXPECT_THAT(found("nothing like it"), ElementsAre());
}

TEST(ProcessList, APagePastTheEndIsTheLast) {
  std::vector<Process> many;
  for (int pid = 1; pid <= 100; ++pid) many.push_back(process(pid, "worker", 0, 0));
  const Page page = page_of(many, {.page = 9});
  EXPECT_EQ(page.first, 80u);
  EXPECT_EQ(page.rows.size(), 20u);
  EXPECT_TRUE(page.is_last());
  EXPECT_FALSE(page.is_first());
  EXPECT_EQ(page.matching, 100u);
}

TEST(ProcessList, WithoutAMatchThereIsOneEmptyPage) {
  const Page page = page_of(some, {.filter = "?", .page = 3});
  EXPECT_TRUE(page.rows.empty());
  EXPECT_TRUE(page.is_first());
  EXPECT_TRUE(page.is_last());
  EXPECT_EQ(page.all, 4u);
}

}  // namespace
}  // namespace monitor
