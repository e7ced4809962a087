#include "kernel.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <xeus/xhelper.hpp>

namespace notebook {
namespace {

constexpr const char* version = "0.1.0";
constexpr const char* mime_type = "text/x-c++src";  // of a cell: how the notebook colours it

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)); }

// The names that a cell calls, in order; nothing if it is anything but calls.
std::optional<std::vector<std::string>> calls_of(std::string_view code) {
  const auto take = [&code](std::string_view wanted) {
    code.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(code, is_space) - code.begin()));
    if (!code.starts_with(wanted)) return false;
    code.remove_prefix(wanted.size());
    return true;
  };
  std::vector<std::string> names;
  for (take(""); !code.empty(); take("")) {
    if (take(";")) continue;
    if (take("//")) {
      code.remove_prefix(std::min(code.find('\n'), code.size()));
      continue;
    }
    const auto end = std::ranges::find_if_not(code, is_of_name);
    names.emplace_back(code.begin(), end);
    code.remove_prefix(names.back().size());
    if (names.back().empty() || !take("(") || !take(")")) return std::nullopt;
  }
  return names;
}

// The name that the cursor stands in or behind: where it begins and ends.
std::pair<std::size_t, std::size_t> name_at(const std::string& code, int cursor) {
  auto begin = std::min(static_cast<std::size_t>(std::max(cursor, 0)), code.size());
  auto end = begin;
  while (begin > 0 && is_of_name(code[begin - 1])) --begin;
  while (end < code.size() && is_of_name(code[end])) ++end;
  return {begin, end};
}

std::string list_of(const Apps& apps) {
  std::string list;
  for (const auto& [name, app] : apps) list += (list.empty() ? "" : ", ") + name + "()";
  return list;
}

}  // namespace

void Kernel::configure_impl() { target_.emplace(comm_manager(), thread_); }

nl::json Kernel::execute_request_impl(int, const std::string& code, bool silent, bool, nl::json, bool) {
  const auto calls = calls_of(code);
  if (!calls) return fail("Not a list of calls", "A cell calls apps by their names: " + list_of(apps_) + ".");
  for (const auto& name : *calls) {
    if (!apps_.contains(name)) {
      return fail("Unknown app", "There is no app \"" + name + "\", but: " + list_of(apps_) + ".");
    }
  }
  if (silent) return xeus::create_successful_reply();
  for (const auto& name : *calls) {
    try {
      const auto& [says, app] = apps_.at(name);
      display_data({{"text/html", pages_.embed(app)}, {"text/plain", says}}, nl::json::object(), nl::json::object());
    } catch (const std::exception& error) {
      return fail(name + "() failed", error.what());
    }
  }
  return xeus::create_successful_reply();
}

nl::json Kernel::fail(const std::string& name, const std::string& text) {
  publish_execution_error(name, text, {name + ": " + text});
  return xeus::create_error_reply(name, text, {name + ": " + text});
}

nl::json Kernel::complete_request_impl(const std::string& code, int cursor) {
  const auto [begin, end] = name_at(code, cursor);
  const auto start = code.substr(begin, static_cast<std::size_t>(std::max(cursor, 0)) - begin);
  auto matches = nl::json::array();
  for (const auto& [name, app] : apps_) {
    if (name.starts_with(start)) matches.push_back(name + "()");
  }
  return xeus::create_complete_reply(matches, static_cast<int>(begin), cursor);
}

nl::json Kernel::inspect_request_impl(const std::string& code, int cursor, int) {
  const auto [begin, end] = name_at(code, cursor);
  const auto app = apps_.find(code.substr(begin, end - begin));
  if (app == apps_.end()) return xeus::create_inspect_reply();
  return xeus::create_inspect_reply(true, {{"text/plain", app->second.says}});
}

nl::json Kernel::is_complete_request_impl(const std::string& code) {
  return xeus::create_is_complete_reply(calls_of(code) ? "complete" : "invalid");
}

nl::json Kernel::kernel_info_request_impl() {
  return xeus::create_info_reply(xeus::get_protocol_version(), "bonito", version, "bonito", version, mime_type, ".txt",
                                 "", mime_type, "", "Live parts of a notebook: " + list_of(apps_));
}

void Kernel::shutdown_request_impl() { pages_.close(); }

}  // namespace notebook
