// Scripts: what a page's program and its scripts say to each other: scripts to run, questions and their answers, calls
// of functions that the program exposes, and what failed in the browser.
//
// Owner: the tab. Thread: the strand. Failure: run() and ask() throw what Templates and the outbox's bound throw. What
// cannot be written later is told as any failure of the session, or to whoever asked.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "bonito/base/timer.hpp"
#include "bonito/dom/event_script.hpp"
#include "bonito/session/browser_error.hpp"
#include "session/elements.hpp"
#include "session/given_mirrors.hpp"
#include "session/run.hpp"
#include "session/templates.hpp"

namespace bonito::detail {

class Tab;

class Scripts {
 public:
  using Answered = std::function<void(Result<Value>)>;  // throws nothing
  using Exposed = std::function<Result<Value>(const Value::List&)>;

  explicit Scripts(Tab& tab) : tab_(tab), given_(tab) {}

  void run(Session& owner, const Js& statements);  // once
  // And again, in a page that comes anew, until their slot is forgotten, which they give back. With a place of its own
  // on the page, of that slot, a script ends with that.
  std::uint32_t run_with_page(Session& owner, const Js& statements, bool has_place);
  std::uint32_t run_always(Session& owner, Builtin function, Js::Arguments arguments, CodePlace place);
  void ask(Session& owner, const Js& expression, std::chrono::milliseconds within, Answered then);
  void expose(Session& owner, std::string name, Exposed function);
  Elements& elements() noexcept { return elements_; }
  GivenMirrors& given() noexcept { return given_; }
  std::optional<Asset> page_module() { return templates_ ? templates_->page_module() : std::nullopt; }

  // What the browser says. False if it cannot be.
  bool answered(std::uint32_t question, const Value& answer);
  bool called(std::uint32_t call, const Value& what);
  bool failed(const Value& what);
  bool unloaded(std::uint32_t first, const Value& what);

  std::uint32_t page() const noexcept { return page_; }  // which one it is that has the session
  void page_changed() noexcept { ++page_; }

  // Is it an app's that is embedded, and not on the page yet? What it is to do there is said again when it is.
  bool awaits_page_of(const void* owner) const;
  void write(FrameEnd end, const Run& run);
  void forget(const Session& owner);
  void end();

 private:
  struct Question {
    const void* owner;
    CodePlace place;
    Answered then;
    Timer deadline;
  };
  struct Function {
    std::weak_ptr<Session> owner;
    std::shared_ptr<const Exposed> call;  // of whoever calls, too: the call may change the table
  };

  Templates& templates();
  std::uint32_t prepare(Session& owner, const Js& script, JsForm form);
  void prepare(Session& owner, const Js::Arguments& arguments);
  void say_once(Run run, std::string_view what);
  std::uint32_t add(Run run, const Session& owner, bool has_place);
  void introduce(FrameEnd end, Session& owner, std::uint32_t scope, const Js::Arguments& arguments);
  void mirror(FrameEnd end, const GivenMirrors::Given& given);
  void write_arguments(Bytes& out, Session& owner, const Js::Arguments& arguments);
  void write_argument(Bytes& out, Session& owner, const JsArgument& argument);
  void answer(std::uint32_t question, Result<Value> answer);
  Error exposes_no(std::string_view name) const;
  void tell(BrowserError error);
  bool is_allowed_to_fail();

  Tab& tab_;
  std::shared_ptr<Templates> templates_;
  Elements elements_;
  std::map<std::uint32_t, Question> questions_;
  std::uint32_t newest_question_ = 0;
  std::uint32_t page_ = 0;
  GivenMirrors given_;
  std::map<std::string, std::vector<Function>, std::less<>> exposed_;  // the last of a name counts
  std::chrono::steady_clock::time_point failures_since_ = {};
  int failures_ = 0;
};

}  // namespace bonito::detail
