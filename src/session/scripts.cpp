#include "session/scripts.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "base/longest_wait.hpp"
#include "bonito/base/log.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

constexpr int most_failures = 20;  // of a page that are heard, in
constexpr std::chrono::seconds failures_within{10};
constexpr std::size_t most_questions = 10'000;
constexpr std::size_t longest_message = 4'000;  // bytes
constexpr std::size_t longest_stack = 16'000;
constexpr std::size_t longest_name = 200;

std::size_t weight_of_arguments(const Js::Arguments& arguments) {
  std::size_t weight = 0;
  for (const JsArgument& argument : arguments) {
    weight += sizeof argument;
    if (const auto* value = std::get_if<Value>(&argument)) weight += weight_of(*value);
    if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&argument)) {
      weight += weight_of_arguments((*script)->arguments());
    }
  }
  return weight;
}

// Of what a browser says, no more than our own client would.
std::string text_or(const Value& value, std::string otherwise, std::size_t most) {
  const auto* text = value.text();
  return text ? text->substr(0, most) : std::move(otherwise);
}

}  // namespace

Templates& Scripts::templates() {
  if (!templates_) {
    templates_ = std::make_shared<Templates>(tab_.next_slot(), this, tab_);
    tab_.outbox().add(templates_);
  }
  return *templates_;
}

// Templates have their numbers before anything of the script is said: the page's module has those it starts with.
std::uint32_t Scripts::prepare(Session& owner, const Js& script, JsForm form) {
  prepare(owner, script.arguments());
  return templates().number_of(script, form);
}

void Scripts::prepare(Session& owner, const Js::Arguments& arguments) {
  for (const JsArgument& argument : arguments) {
    // What is being rendered says early what it will need.
    if (const auto* deferred = std::get_if<DeferredJs>(&argument); deferred && tab_.needs()) (*deferred)(owner);
    if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&argument))
      prepare(owner, **script, JsForm::expression);
  }
}

void Scripts::say_once(Run run, std::string_view what) {
  const auto weight = weight_of_arguments(run.arguments);
  if (tab_.outbox().say_once(std::make_shared<RunOnce>(*this, std::move(run), weight))) return;
  throw Failure({Errc::lagging, std::string(what) +
                                    " was not run: more waits for this page than SessionLimits::outgoing_bytes. Is "
                                    "anybody there to run it?"});
}

void Scripts::run(Session& owner, const Js& statements) {
  if (statements.is_empty()) return;
  const auto function = prepare(owner, statements, JsForm::statements);
  say_once({owner.weak(), function, statements.arguments(), statements.place()}, "A script");
}

std::uint32_t Scripts::run_with_page(Session& owner, const Js& statements, bool has_place) {
  const auto function = prepare(owner, statements, JsForm::statements);
  return add({owner.weak(), function, statements.arguments(), statements.place()}, owner, has_place);
}

std::uint32_t Scripts::run_always(Session& owner, Builtin function, Js::Arguments arguments, CodePlace place) {
  prepare(owner, arguments);
  return add({owner.weak(), static_cast<std::uint32_t>(function), std::move(arguments), place}, owner, false);
}

std::uint32_t Scripts::add(Run run, const Session& owner, bool has_place) {
  const auto slot = tab_.next_slot();
  if (has_place) run.scope = slot;
  tab_.outbox().add(std::make_shared<RunAlways>(*this, slot, &owner, std::move(run)), true);
  return slot;
}

void Scripts::ask(Session& owner, const Js& expression, std::chrono::milliseconds within, Answered then) {
  if (questions_.size() >= most_questions) {
    throw Failure({Errc::lagging, "10,000 questions of this page wait for their answers: ask fewer at a time."});
  }
  const auto function = prepare(owner, expression, JsForm::expression);
  const auto number = ++newest_question_;
  say_once({owner.weak(), function, expression.arguments(), expression.place(), number}, "A question");
  auto deadline = run_after(bounded(within), [weak = tab_.weak_from_this(), number, within] {
    const auto tab = weak.lock();
    if (!tab) return;
    tab->strand()->post([weak, number, within] {
      const auto alive = weak.lock();
      if (!alive) return;
      alive->scripts().answer(
          number, Error{Errc::timeout, "The browser did not answer within " + std::to_string(within.count()) + " ms."});
    });
  });
  questions_.emplace(number, Question{&owner, expression.place(), std::move(then), std::move(deadline)});
}

void Scripts::answer(std::uint32_t number, Result<Value> answer) {
  auto question = questions_.extract(number);
  if (question.empty()) return;  // it came too late
  const auto place = question.mapped().place;
  if (!answer && place.line != 0) {
    Error error = answer.error();
    error.message += " (written at " + place.text() + ")";
    answer = std::move(error);
  }
  question.mapped().deadline.cancel();
  question.mapped().then(std::move(answer));
}

void Scripts::expose(Session& owner, std::string name, Exposed function) {
  auto& all = exposed_[std::move(name)];
  std::erase_if(all, [&](const Function& each) { return each.owner.lock().get() == &owner; });
  all.push_back({owner.weak(), std::make_shared<const Exposed>(std::move(function))});
}

bool Scripts::answered(std::uint32_t question, const Value& answer) {
  const auto is_answer = bonito::from_value<bool>(answer[0]);
  if (!is_answer) return false;
  if (*is_answer) return this->answer(question, answer[1]), true;
  const auto* reason = answer[1].text();
  if (!reason) return false;
  this->answer(question, Error{Errc::javascript, *reason});
  return true;
}

bool Scripts::called(std::uint32_t call, const Value& what) {
  const auto* name = what[0].text();
  const auto* arguments = what[1].list();
  if (!name || !arguments) return false;
  const auto found = exposed_.find(*name);
  const auto owner = found == exposed_.end() ? nullptr : found->second.back().owner.lock();
  const auto result = [&]() -> Result<Value> {
    if (!owner) return exposes_no(*name);
    const auto function = found->second.back().call;
    try {
      return (*function)(*arguments);
    } catch (...) {
      return SessionCore::of(*owner).fail(std::current_exception(), "The exposed function \"" + *name + "\"", {},
                                          false);
    }
  };
  const auto say = [&](Result<Value> what_it_is) {
    return tab_.outbox().say_once(std::make_shared<CallAnswer>(*this, page_, call, std::move(what_it_is)));
  };
  if (!say(result())) {
    static_cast<void>(say(Error{Errc::too_large, "The answer is more than may wait for this page."}));
  }
  return true;
}

// Whoever has the page may know the names: they are in its scripts.
Error Scripts::exposes_no(std::string_view name) const {
  constexpr std::size_t most_names = 20;
  std::string names;
  for (std::size_t count = 0; const auto& [known, functions] : exposed_) {
    if (known.find(' ') != std::string::npos) continue;  // the library's own, of an upload
    if (++count > most_names) {
      names += ", …";
      break;
    }
    names += (names.empty() ? "" : ", ") + known;
  }
  return {Errc::not_found, "The program exposes no function \"" + std::string(name.substr(0, longest_name)) + "\"" +
                               (names.empty() ? ", and no other." : ", but: " + names + ".")};
}

bool Scripts::failed(const Value& what) {
  const auto origin = bonito::from_value<std::uint8_t>(what[0]);
  if (!origin || *origin > static_cast<std::uint8_t>(BrowserError::Origin::library)) return false;
  tell({static_cast<BrowserError::Origin>(*origin), text_or(what[1], "Something failed.", longest_message),
        text_or(what[2], {}, longest_stack)});
  return true;
}

bool Scripts::unloaded(std::uint32_t first, const Value& what) {
  const auto* reason = what.text();
  if (!reason || !templates_) return false;
  if (!templates_->split(first)) return true;
  const auto place = templates_->place_of(first);
  const std::string written = place.line == 0 ? "" : " that was written at " + place.text();
  tell(
      {BrowserError::Origin::app, "The script" + written + " cannot be loaded: " + reason->substr(0, longest_message)});
  return true;
}

bool Scripts::is_allowed_to_fail() {
  const auto now = std::chrono::steady_clock::now();
  if (now - failures_since_ > failures_within) {
    failures_since_ = now;
    failures_ = 0;
  }
  return ++failures_ <= most_failures;
}

void Scripts::tell(BrowserError error) {
  const auto root = tab_.root();
  if (!root || !is_allowed_to_fail()) return;
  if (templates_) error.stack = templates_->in_program(error.stack);
  if (const auto place = tab_.place_of_selector(error.message)) {
    error.message += " It is the .closest of the handler written at " + place->text() + ".";
  }
  SessionCore::of(*root).failed_in_browser(std::move(error));
}

void Scripts::forget(const Session& owner) {
  elements_.forget(&owner);
  given_.end_of_all({&owner});
  for (auto named = exposed_.begin(); named != exposed_.end();) {
    std::erase_if(named->second, [&](const Function& each) {
      const auto alive = each.owner.lock();
      return !alive || alive.get() == &owner;
    });
    named = named->second.empty() ? exposed_.erase(named) : std::next(named);
  }
  std::vector<std::uint32_t> unanswered;
  for (const auto& [number, question] : questions_) {
    if (question.owner == &owner) unanswered.push_back(number);
  }
  for (const auto number : unanswered) answer(number, Error{Errc::closed, "The session that asked has ended."});
}

bool Scripts::awaits_page_of(const void* owner) const {
  return !tab_.is_static() && tab_.embedded_apps().awaits(owner);
}

void Scripts::end() {
  while (!questions_.empty()) answer(questions_.begin()->first, Error{Errc::closed, "The page has gone."});
  exposed_.clear();
  given_.clear();
  elements_.clear();
}

}  // namespace bonito::detail
