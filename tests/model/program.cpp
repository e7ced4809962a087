#include "model/program.hpp"

#include <stdexcept>
#include <utility>

namespace bonito::model {
namespace {

using namespace literals;

std::string brackets(const std::string& text) { return "[" + text + "]"; }
std::string width(int number) { return std::to_string(number % 5 + 1) + "px"; }

}  // namespace

Program::Program()
    : regions_{Observable<Content>{{this, 0}}, Observable<Content>{{this, 1}}, Observable<Content>{{this, 2}}},
      hear_said_(said_value_.on([this](const std::string& said) { hear(said_, said, true); })),
      hear_talk_(talk_value_.on([this](const std::string& said) { hear(talked_, said, true); })) {}

App Program::app() {
  return App([this](Session& session) {
    session.opened().on([this] { ++opened_, called("opened()"); }).detach();
    session.closed().on([this] { ++closed_; }).detach();
    session.mirror("newest", newest_value_);
    session.mirror("line", line_.deliver(Delivery::every));
    session.mirror("said", said_value_);
    session.mirror("talk", talk_value_.deliver(Delivery::every));
    const auto probe = std::make_shared<int>();
    probe_ = probe;
    const auto only_here = newest_value_.map([probe](const std::string& value) { return value; });
    const auto say = [this](const Event& event) { hear(heard_, event.get<std::string>("said").value(), true); };
    const auto fail = [this] {
      ++failed_;
      throw std::runtime_error("as it should");
    };
    return dom::main(dom::p(only_here), dom::p(line_.deliver(Delivery::every)), dom::input("value"_p = newest_value_),
                     dom::button(on("say", say, {.fields = {"said"}}), on("fail", fail)), regions_[0]);
  });
}

Node to_node(Session& session, const Content& content) {
  Program& program = *content.program;
  program.called("to_node()");
  const std::string number = std::to_string(content.number);
  if (content.show == Show::failure) throw std::runtime_error("content " + number + " cannot be shown");
  ++program.contents_;
  const auto ended = std::make_shared<std::atomic<bool>>(false);
  session.closed().on([&program, ended] { *ended = true, --program.contents_; }).detach();
  switch (content.show) {
    case Show::nothing: return {};
    case Show::values: return dom::div(dom::p(program.newest_value_), dom::p(program.line_.deliver(Delivery::every)));
    case Show::region:
      if (content.level + 1 < levels)
        return dom::section(program.regions_[static_cast<std::size_t>(content.level) + 1]);
      break;
    case Show::styled: return dom::p("style"_a = Styles{{"width", width(content.number)}});
    case Show::button: {
      const auto press = [&program](const Event& event) {
        program.hear(program.pressed_, event.get<std::string>("said").value(), false);
      };
      return dom::button(on("press", press, {.fields = {"said"}}));
    }
    case Show::listener:
      program.newest_value_.on(session, [&program, ended] {
        program.called("A listener");
        if (*ended) program.complain("A listener of content that was replaced still hears.");
      });
      return dom::input("value"_p = program.newest_value_);
    case Show::words:
    case Show::failure: break;
  }
  return dom::p("w" + number);
}

std::string Program::shown() const {
  const std::string newest = newest_value_.get();
  return "<p>" + brackets(newest) + "</p><p>" + brackets(line_.get()) + "</p><input (value=" + newest +
         ")><button !say !fail></button>" + shown(0);
}

std::string Program::shown(int level) const {
  const Content content = regions_[static_cast<std::size_t>(level)].get();
  const std::string newest = newest_value_.get();
  const auto what = [&]() -> std::string {
    switch (content.show) {
      case Show::nothing: return "";
      case Show::values: return "<div><p>" + brackets(newest) + "</p><p>" + brackets(line_.get()) + "</p></div>";
      case Show::region:
        if (level + 1 < levels) return "<section>" + shown(level + 1) + "</section>";
        break;
      case Show::styled: return "<p {width:" + width(content.number) + "}></p>";
      case Show::button: return "<button !press></button>";
      case Show::listener: return "<input (value=" + newest + ")>";
      case Show::failure: return "FAILED";
      case Show::words: break;
    }
    return "<p>w" + std::to_string(content.number) + "</p>";
  };
  return "{" + what() + "}";
}

int Program::contents_shown() const {
  int count = 0;
  for (const auto& region : regions_) {
    const Show show = region.get().show;
    if (show != Show::failure) ++count;
    if (show != Show::region) break;
  }
  return count;
}

std::map<std::string, std::string> Program::mirrored() const {
  std::map<std::string, std::string> values{
      {"newest", newest_value_.get()}, {"line", line_.get()}, {"said", said_value_.get()}, {"talk", talk_value_.get()}};
  for (std::size_t i = 0; i < mirrors_.size(); ++i) {
    values["more" + std::to_string(i)] = (mirrors_[i] ? line_ : newest_value_).get();
  }
  return values;
}

const Observable<std::string>& Program::at(Cell cell) const {
  switch (cell) {
    case Cell::newest: return newest_value_;
    case Cell::line: return line_;
    case Cell::said: return said_value_;
    case Cell::talk: break;
  }
  return talk_value_;
}

void Program::set(Cell cell, std::size_t length) {
  const auto& observable = at(cell);
  std::string value = cell == Cell::line     ? "e" + std::to_string(++line_number_)
                      : cell == Cell::newest ? "n" + std::to_string(++number_)
                                             : "s" + std::to_string(++number_);
  if (value.size() < length) value.resize(length, 'x');
  replaced_.push_back(observable.snapshot());
  observable.set(std::move(value));
}

void Program::swap(int level, Show show) {
  const auto& region = regions_[static_cast<std::size_t>(level)];
  replaced_.push_back(region.snapshot());
  region.set({this, level, show, ++number_});
}

void Program::mirror(Session& session, bool every) {
  const std::string name = "more" + std::to_string(mirrors_.size());
  mirrors_.push_back(every);
  every ? session.mirror(name, line_.deliver(Delivery::every)) : session.mirror(name, newest_value_);
}

// "sA7" is the seventh of page A; "s7" is the program's own.
void Program::hear(Newest& newest, const std::string& said, bool all) {
  if (said.size() < 3 || said[1] < 'A') return;
  called("A handler");
  const char page = said[1];
  const int number = std::stoi(said.substr(2));
  const std::lock_guard lock(mutex_);
  int& last = newest[page];
  if (all ? number != last + 1 : number <= last) {
    complaints_.push_back("\"" + said + "\" was heard after number " + std::to_string(last) + ".");
  }
  last = number;
}

int Program::heard(char page) const {
  const std::lock_guard lock(mutex_);
  const auto found = heard_.find(page);
  return found == heard_.end() ? 0 : found->second;
}

void Program::called(std::string_view what) {
  if (ended_) complain(std::string(what) + " was called after the session had ended.");
}

void Program::complain(std::string what) {
  const std::lock_guard lock(mutex_);
  complaints_.push_back(std::move(what));
}

std::optional<std::string> Program::complaint() const {
  const std::lock_guard lock(mutex_);
  if (complaints_.empty()) return std::nullopt;
  return complaints_.front();
}

std::optional<std::string> Program::leak() {
  if (!probe_.expired()) return "What only the page needed is still there.";
  // Whoever still listens is noticed, at the latest by a sanitizer.
  for (const Cell cell : {Cell::newest, Cell::line, Cell::said, Cell::talk}) set(cell, 0);
  for (int level = 0; level < levels; ++level) swap(level, Show::nothing);
  for (const auto& value : replaced_) {
    if (!value.expired()) return "A value that was replaced is still held.";
  }
  return std::nullopt;
}

}  // namespace bonito::model
