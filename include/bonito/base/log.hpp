// The log sink: where the library says what a person may want to know. It never prints by itself.
//
//   bonito::set_log_sink([](const bonito::LogEntry& entry) { std::clog << entry.message << '\n'; });
//
// Owner: the process has one sink. Thread: the sink may be called from any thread, one call at a
// time is not promised. Failure: an exception from the sink is dropped.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace bonito {

enum class LogLevel { debug, info, warning, error };
// Who has to act: the program that uses the library, whoever is at the other end, or this library.
enum class LogOwner { app, network, library };

struct LogEntry {
  LogLevel level;
  LogOwner owner;
  // A line, and perhaps details under it, each in a line that begins with four spaces. A control character in what
  // somebody else said is escaped: \n, \x1b.
  std::string message;
};

using LogSink = std::function<void(const LogEntry&)>;

// Sets the sink of this process; an empty one (the default) drops everything. Any thread, any time.
void set_log_sink(LogSink sink);

// Hands an entry to the sink. Never throws.
void log(LogLevel level, LogOwner owner, std::string message, const std::vector<std::string>& details = {}) noexcept;

}  // namespace bonito
