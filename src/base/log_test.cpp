#include "bonito/base/log.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bonito {
namespace {

TEST(Log, WhatAStrangerSentNeitherBeginsALineNorCommandsATerminal) {
  std::vector<std::string> heard;
  set_log_sink([&](const LogEntry& entry) { heard.push_back(entry.message); });
  log(LogLevel::info, LogOwner::network, "The path was /a\nroot logged in\x1b[2J, \u00e4\x7f.");
  set_log_sink(nullptr);
  EXPECT_EQ(heard, std::vector<std::string>{"The path was /a\\nroot logged in\\x1b[2J, \u00e4\\x7f."});
}

TEST(Log, WithoutASinkEverythingIsDropped) { log(LogLevel::error, LogOwner::app, "Nobody hears this."); }

}  // namespace
}  // namespace bonito
