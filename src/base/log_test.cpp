#include "bonito/base/log.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bonito {
namespace {

TEST(Log, WhatAStrangerSentNeitherBeginsALineNorCommandsATerminal) {
  std::vector<std::string> heard;
  set_log_sink([&](const LogEntry& entry) { heard.push_back(entry.message); });
  log(LogLevel::info, LogOwner::network,
      "The path was /a\nroot logged in\x1b[2J\u0085\u009b2J, \u00e4\u00a0\u0142\x7f\xc2");
  set_log_sink(nullptr);
  EXPECT_EQ(heard, std::vector<std::string>{
                       "The path was /a\\nroot logged in\\x1b[2J\\x85\\x9b2J, \u00e4\u00a0\u0142\\x7f\xc2"});
}

TEST(Log, DetailsAreLinesOfTheirOwnWhichNobodyTakesForAnEntry) {
  std::vector<std::string> heard;
  set_log_sink([&](const LogEntry& entry) { heard.push_back(entry.message); });
  log(LogLevel::warning, LogOwner::app, "It failed.", {"at f\nroot logged in", "", "at \x1b[2Jg"});
  set_log_sink(nullptr);
  EXPECT_EQ(heard, std::vector<std::string>{"It failed.\n    at f\\nroot logged in\n    \n    at \\x1b[2Jg"});
}

TEST(Log, WithoutASinkEverythingIsDropped) { log(LogLevel::error, LogOwner::app, "Nobody hears this."); }

}  // namespace
}  // namespace bonito
