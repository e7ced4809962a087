// What a form does: it reads what is typed, looks for problems, and has it submitted once.
#include "bonito/session/form.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "bonito/base/random.hpp"
#include "session/form_script.hpp"

namespace bonito {

namespace {

using namespace literals;

template <class T>
void set_if_other(const Observable<T>& observable, T value) {
  if (observable.get() != value) observable.set(std::move(value));
}

// Browsers do not let more be typed. Not within a character.
std::string cut(std::string text) {
  constexpr std::size_t most_bytes = 3 * detail::longest_text;
  if (text.size() <= most_bytes) return text;
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
  text.resize(end);
  return text;
}

}  // namespace

struct Submission::Open {
  std::weak_ptr<detail::FormCore> form;
  std::weak_ptr<Session> session;
  std::size_t turn;
  std::atomic<bool> is_answered = false;

  Open(std::weak_ptr<detail::FormCore> its_form, std::weak_ptr<Session> its_session, std::size_t its_turn)
      : form(std::move(its_form)), session(std::move(its_session)), turn(its_turn) {}
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  ~Open() {
    try {
      Problems nobody;
      nobody.add("The program did not say what became of this. Please try again.");
      answer(std::move(nobody));
    } catch (...) {  // there is no memory to say so
    }
  }

  void answer(Problems problems) {
    if (is_answered.exchange(true)) return;
    const auto shown_in = session.lock();
    if (!shown_in) return;
    shown_in->post([weak = form, its_turn = turn, problems = std::move(problems)] {
      if (const auto alive = weak.lock()) alive->answer(its_turn, problems);
    });
  }
};

void Submission::done(Problems problems) const { open_->answer(std::move(problems)); }

namespace detail {

namespace {

// The form as it stands in a page.
struct ShownForm {
  std::shared_ptr<FormCore> form;
  std::shared_ptr<const FormCore::Make> make;

  friend Node to_node(Session& session, const ShownForm& shown) { return shown.form->node(session, *shown.make); }
  friend bool operator==(const ShownForm&, const ShownForm&) = default;
};

}  // namespace

FormCore::FormCore(Session& session, CodePlace place)
    : made_at(place),
      id_("b" + random_id()),
      functions_(std::make_shared<FormFunctions>()),
      session_(session.weak()),
      page_(session.root()) {}

// Whatever way a submission ends in that is not waited for: the page is told, as it waits by itself.
struct FormCore::Idle {
  FormCore& form;
  ~Idle() {
    try {
      if (form.open_turn_ == 0) form.submitting.set(false);
    } catch (...) {  // a listener's; what was thrown first is told
    }
  }
};

void FormCore::end_with(Session& session) {
  session.own(session.closed().on([weak = weak_from_this()] {
    const auto form = weak.lock();
    if (!form) return;
    form->functions_ = std::make_shared<FormFunctions>();  // they may run, and hold the form
    for (FieldCore& field : form->fields_) field.let_go();
  }));
}

bool FormCore::has_ended() const {
  const auto session = session_.lock();
  return !session || session->status() == SessionStatus::closed;
}

std::shared_ptr<FormFunctions> FormCore::functions() const {
  return has_ended() ? std::make_shared<FormFunctions>() : functions_;
}

Field FormCore::add(FieldCore made) {
  const std::string& label = made.rules.label;
  if (std::ranges::any_of(fields_, [&](const FieldCore& other) { return other.rules.label == label; })) {
    throw Failure({Errc::usage, "The form that is made at " + made_at.text() + " has two fields \"" + label +
                                    "\": give each a label of its own, by which it is found when what was typed is put "
                                    "back. What stands beside it may be another: dom::label(\"…\", field.input())."});
  }
  FieldCore& field = fields_.emplace_back(std::move(made));
  if (has_ended()) field.let_go();
  field.message_id = id_ + "-" + std::to_string(fields_.size());
  field.saved = field.text_of_value();
  field.text.set(field.saved);
  read(field);
  look();
  return Field(std::shared_ptr<FieldCore>(shared_from_this(), &field));
}

Node FormCore::element(Make make) {
  return dom::fragment(ShownForm{shared_from_this(), std::make_shared<const Make>(std::move(make))});
}

Node FormCore::node(Session& session, const Make& make) {
  if (session.root() != page_.lock()) {
    throw Failure(
        {Errc::usage, "This form is of another session's page: make it in the app's function, for each page anew."});
  }
  look();  // now that there are all checks
  const auto form = shared_from_this();
  const OwnParts own{dom::form,
                     {"method"_a = "dialog", "novalidate"_a = true, "data-turn"_a = turn_, "aria-busy"_a = submitting},
                     {on(
                          "submit", [form](const Event& event) { form->submit(event); },
                          {.fields = {"dataset.turn"}, .prevent_default = true}, made_at),
                      on(
                          "reset",
                          [form] {
                            form->restore();
                            form->follow_all();
                          },
                          {.prevent_default = true}, made_at)}};
  const Node element = make(own);
  session.on_load(element, form_script(pointed_at_));
  return element;
}

void FormCore::read(FieldCore& field) {
  const std::string text = field.text.get();
  const FieldRules& rules = field.rules;
  field.reading = {false, rules.when_unreadable};  // also if one of the program's functions throws
  set_if_other(field.dirty, text != field.saved || field.is_unreadable);
  if (field.is_unreadable) return;
  if (text.empty() && !rules.when_empty.empty()) {
    const bool is_value = rules.kind == FieldKind::text || rules.kind == FieldKind::tick || rules.is_optional;
    if (is_value) field.read(text, false);
    field.reading = {is_value, rules.when_empty};
    return;
  }
  if (utf16_units(text) > longest_text) {
    field.reading = {false, "This is too long."};
    return;
  }
  const auto holds = [&](const TextRule& rule) { return text.empty() || rule.holds(text); };
  const auto broken = std::ranges::find_if_not(rules.rules, holds);
  const bool holds_all = broken == rules.rules.end();
  FieldReading now = field.read(text, holds_all && !text.empty());
  if (now.is_value && !holds_all) now.problem = broken->problem;
  field.reading = std::move(now);
}

bool FormCore::look() {
  Problems found;
  const bool is_read = std::ranges::all_of(fields_, [](const FieldCore& field) { return field.reading.is_value; });
  if (is_read) {
    const auto functions = functions_;
    for (std::size_t i = 0; i < functions->checks.size(); ++i) functions->checks[i](found);
  }
  bool is_valid = true, is_dirty = false;
  for (FieldCore& field : fields_) {
    std::string text = field.reading.problem;
    for (auto& [of, said] : found.fields_) {
      if (of == &field && text.empty()) text = said;
    }
    is_valid = is_valid && text.empty();
    is_dirty = is_dirty || field.dirty.get();
    if (text.empty()) text = field.refused;
    set_if_other(field.shown, field.touched.get() ? text : std::string());
    set_if_other(field.problem, std::move(text));
  }
  const auto is_ours = [this](const FieldCore* of) {
    return std::ranges::any_of(fields_, [of](const FieldCore& field) { return &field == of; });
  };
  std::string whole = found.form_.empty() ? "" : found.form_.front();
  for (auto& [of, said] : found.fields_) {
    if (whole.empty() && !is_ours(of)) whole = said;
  }
  is_valid = is_valid && whole.empty();
  if (!is_tried_ || whole.empty()) whole = refused_;
  set_if_other(problem, std::move(whole));
  set_if_other(valid, is_valid);
  set_if_other(dirty, is_dirty);
  return is_valid;
}

void FormCore::hear(FieldCore& field, const Event& event) {
  std::string text;
  bool is_unreadable = false;
  if (field.rules.kind == FieldKind::tick) {
    const auto is_ticked = event.get<bool>("checked");
    if (!is_ticked) return;
    if (*is_ticked) text = "on";
  } else {
    auto typed = event.get<std::string>("value");
    if (!typed) return;
    text = cut(std::move(typed).value());
    const auto is_bad = event.get<bool>("validity.badInput");
    is_unreadable = is_bad && *is_bad;
  }
  if (text != field.text.get() || is_unreadable != field.is_unreadable) {
    field.refused.clear();
    refused_.clear();
  }
  field.is_unreadable = is_unreadable;
  field.text.set(std::move(text));
  read(field);
  publish();
  look();
}

void FormCore::touch(FieldCore& field) {
  set_if_other(field.touched, true);
  look();
}

void FormCore::follow_all() {
  ++renewals_;
  refused_.clear();
  is_tried_ = false;
  if (std::ranges::any_of(fields_, &FieldCore::is_unreadable)) point_at("");
  for (FieldCore& field : fields_) {
    field.saved = field.text_of_value();
    field.is_unreadable = false;
    field.refused.clear();
    field.text.set(field.saved);
    set_if_other(field.touched, false);
  }
  for (FieldCore& field : fields_) read(field);
  publish();
  look();
}

void FormCore::follow_if_clean() {
  for (FieldCore& field : fields_) {
    const bool was_dirty = field.dirty.get();
    field.saved = field.text_of_value();
    if (!was_dirty && field.text.get() != field.saved) field.text.set(field.saved);
  }
  for (FieldCore& field : fields_) read(field);
  publish();
  look();
}

void FormCore::follow_edit(const std::function<void()>& edit) {
  std::vector<std::string> before;
  for (const FieldCore& field : fields_) before.push_back(field.text_of_value());
  edit();
  std::vector<FieldCore*> changed;
  auto next = fields_.begin();
  for (const std::string& was : before) {
    FieldCore& field = *next++;
    std::string text = field.text_of_value();
    if (text == was) continue;
    field.is_unreadable = false;
    field.refused.clear();
    field.text.set(std::move(text));
    changed.push_back(&field);
  }
  for (FieldCore* field : changed) read(*field);
  publish();
  look();
}

void FormCore::submit(const Event& event) {
  const auto meant = event.get<std::string>("dataset.turn");
  if (!meant || *meant != std::to_string(turn_.get()) || open_turn_ != 0) return submitting.notify();
  const std::size_t turn = turn_.get() + 1;
  turn_.set(turn);
  const Idle idle{*this};
  is_tried_ = true;
  refused_.clear();
  for (FieldCore& field : fields_) {
    field.refused.clear();
    set_if_other(field.touched, true);
    read(field);
  }
  if (!look()) return refuse();
  open_turn_ = turn;
  renewals_then_ = renewals_;
  for (FieldCore& field : fields_) field.submitted = field.text.get();
  try {
    take();
    submitting.set(true);
    const Submission submission(std::make_shared<Submission::Open>(weak_from_this(), session_, turn));
    const auto call = functions_->submit;
    call ? (*call)(submission) : submission.done();
  } catch (...) {
    open_turn_ = 0;
    throw;
  }
}

void FormCore::answer(std::size_t turn, const Problems& problems) {
  if (open_turn_ != turn) return;
  open_turn_ = 0;
  const Idle idle{*this};
  if (!problems.empty()) {
    if (!problems.form_.empty()) refused_ = problems.form_.front();
    for (const auto& [of, said] : problems.fields_) {
      const auto field = std::ranges::find_if(fields_, [is = of](const FieldCore& each) { return &each == is; });
      std::string& place = field == fields_.end() ? refused_ : field->refused;
      if (place.empty()) place = said;
      if (field != fields_.end()) field->touched.set(true);
    }
    look();
    return refuse();
  }
  if (renewals_then_ == renewals_) {
    keep();
    is_tried_ = false;
    for (FieldCore& field : fields_) {
      field.saved = field.submitted;
      set_if_other(field.dirty, field.text.get() != field.saved || field.is_unreadable);
      set_if_other(field.touched, false);
    }
  }
  look();
  submitted.update([](std::size_t& count) { ++count; });
}

void FormCore::refuse() {
  const auto wrong = std::ranges::find_if(fields_, [](const FieldCore& field) { return !field.shown.get().empty(); });
  point_at(wrong == fields_.end() ? "" : wrong->message_id);
}

void FormCore::point_at(const std::string& message_id) {
  pointed_at_.update([&](auto& now) {
    ++now.first;
    now.second = message_id;
  });
}

}  // namespace detail
}  // namespace bonito
