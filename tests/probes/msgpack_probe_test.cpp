// The probe as its users see it: a process that answers each line with a line.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>
#include <utility>

namespace {

class Probe {
 public:
  Probe() {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    EXPECT_EQ(pipe(in.data()), 0);
    EXPECT_EQ(pipe(out.data()), 0);
    child_ = fork();
    if (child_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
      execl(MSGPACK_PROBE, MSGPACK_PROBE, nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_ = fdopen(in[1], "w");
    from_ = fdopen(out[0], "r");
  }
  ~Probe() { end(); }

  // One line there, one line back: this would hang if the probe did not flush.
  std::string ask(const std::string& line) {
    std::fwrite(line.data(), 1, line.size(), to_);
    std::fputc('\n', to_);
    std::fflush(to_);
    std::string answer;
    for (int c = std::fgetc(from_); c != '\n' && c != EOF; c = std::fgetc(from_)) answer += static_cast<char>(c);
    return answer;
  }

  // The exit status once its input has ended.
  int end() {
    if (to_) {
      std::fclose(to_);
      std::fclose(from_);
      waitpid(child_, &status_, 0);
      to_ = nullptr;
    }
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  }

 private:
  pid_t child_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
  int status_ = 0;
};

std::string nested(std::size_t depth, const std::string& open, const std::string& middle, const std::string& shut) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += middle;
  for (std::size_t i = 0; i < depth; ++i) text += shut;
  return text;
}

TEST(MsgpackProbe, DecodesAndEncodesEachForm) {
  const std::pair<const char*, const char*> both[] = {
      {"c0", "null"},
      {"c2", "false"},
      {"c3", "true"},
      {"fb", R"(["i","-5"])"},
      {"cfffffffffffffffff", R"(["i","18446744073709551615"])"},
      {"d38000000000000000", R"(["i","-9223372036854775808"])"},
      {"cb3fe0000000000000", R"(["f","3fe0000000000000"])"},
      {"cb4000000000000000", R"(["f","4000000000000000"])"},
      {"cb8000000000000000", R"(["f","8000000000000000"])"},
      {"a0", R"(["s",""])"},
      {"a3e282ac", R"(["s","€"])"},
      {"a22209", R"(["s","\"\t"])"},
      {"a261ff", R"(["sx","61ff"])"},
      {"c40200ff", R"(["b","00ff"])"},
      {"92c001", R"(["a",[null,["i","1"]]])"},
      {"90", R"(["a",[]])"},
      {"82a162018000", R"(["m",[[["s","b"],["i","1"]],[["m",[]],["i","0"]]]])"},
      {"d6ff5a4af6a5", R"(["x",-1,"5a4af6a5"])"},
      {"d50120ff", R"(["x",1,"20ff"])"},
      {"c70080", R"(["x",-128,""])"},
  };
  Probe probe;
  for (const auto& [hex, typed] : both) {
    EXPECT_EQ(probe.ask("d " + std::string(hex)), "J " + std::string(typed));
    EXPECT_EQ(probe.ask("e " + std::string(typed)), "H " + std::string(hex));
  }
  EXPECT_EQ(probe.ask("d CA3F000000"), R"(J ["f","3fe0000000000000"])");
  EXPECT_EQ(probe.ask(R"(e  [ "i" , "7" ] )"), "H 07");
  EXPECT_EQ(probe.end(), 0);
}

TEST(MsgpackProbe, AnswersWhatItCannotReadWithASentence) {
  Probe probe;
  for (const char* line : {"",
                           "d",
                           "d ",
                           "e",
                           "e ",
                           "x 00",
                           "d 0",
                           "d zz",
                           "d 0g",
                           "d -1",
                           "d c1",
                           "d 0000",
                           "d 91",
                           "d ddffffffff",
                           "d dfffffffff",
                           "d dbffffffff",
                           "d c6ffffffff",
                           "d c9ffffffff00",
                           "e {",
                           "e 1",
                           "e \"s\"",
                           "e []",
                           "e [1,2]",
                           "e {}",
                           "e [\"q\",\"\"]",
                           "e [\"i\",\"\"]",
                           "e [\"i\",\"18446744073709551616\"]",
                           "e [\"i\",\"1.5\"]",
                           "e [\"i\",5]",
                           "e [\"i\",\"5\",\"6\"]",
                           "e [\"f\",\"3fe0\"]",
                           "e [\"b\",\"f\"]",
                           "e [\"x\",128,\"\"]",
                           "e [\"x\",18446744073709551615,\"\"]",
                           "e [\"x\",1.5,\"\"]",
                           "e [\"m\",[[null]]]",
                           "e [\"m\",null]",
                           "e [\"a\",[[]]]",
                           "e [\"s\",\"\xff\"]",
                           "e [\"s\",\"\\ud800\"]",
                           "e null null"}) {
    const std::string answer = probe.ask(line);
    EXPECT_TRUE(answer.starts_with("E ") && answer.size() > 10) << line << " -> " << answer;
  }
  EXPECT_EQ(probe.ask(std::string("d 00\0", 5)).substr(0, 2), "E ");
  EXPECT_EQ(probe.ask("d 2a"), R"(J ["i","42"])");
  EXPECT_EQ(probe.end(), 0);
}

TEST(MsgpackProbe, SurvivesWhatIsVeryDeepOrVeryLong) {
  Probe probe;
  EXPECT_TRUE(probe.ask("d " + nested(64, "91", "c0", "")).starts_with("J "));
  EXPECT_TRUE(probe.ask("d " + nested(65, "91", "c0", "")).starts_with("E "));
  EXPECT_TRUE(probe.ask("d " + nested(1'000'000, "91", "c0", "")).starts_with("E "));
  EXPECT_TRUE(probe.ask("e " + nested(64, "[\"a\",[", "null", "]]")).starts_with("H 9191"));
  EXPECT_TRUE(probe.ask("e " + nested(65, "[\"a\",[", "null", "]]")).starts_with("E "));
  EXPECT_TRUE(probe.ask("e " + nested(200'000, "[\"a\",[", "null", "]]")).starts_with("E "));
  EXPECT_TRUE(probe.ask("e " + std::string(1'000'000, '[')).starts_with("E "));
  const std::string text(5'000'000, 'x');
  EXPECT_EQ(probe.ask("e [\"s\",\"" + text + "\"]").substr(0, 12), "H db004c4b40");
  EXPECT_TRUE(probe.ask(std::string(5'000'000, 'd')).starts_with("E "));
  EXPECT_EQ(probe.end(), 0);
}

}  // namespace
