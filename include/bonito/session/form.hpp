// Form: fields of a page that are bound to a C++ struct.
//
//   struct Account { std::string name; int age = 18; bool news = false; };
//
//   auto app = App([](Session& session) {
//     const Form<Account> form(session);
//     const auto name = form.field(&Account::name, "Name", required(), max_length(40));
//     const auto age = form.field(&Account::age, "Age", at_least(18));
//     const auto news = form.field(&Account::news, "Send me news");
//     form.on_submit([=](const Account& account, Problems& problems) {
//       if (!save(account)) problems.add(name, "This name is taken.");
//     });
//     return form(name, age, news, form.button("Save"));
//   });
//
// A field is text, a number, a bool (a box to tick), a std::chrono::year_month_day, a type of yours with to_field_text
// (form_rules.hpp), an optional of these, or anything with == that has choices(). What must hold of it is said in
// form_constraints.hpp. A field as a child of the page is its label, its control and its message; or place these
// yourself: dom::label("Name", name.input("class"_a = "wide")), name.message().
//
// What is wrong is said beside a field once somebody has left it, or has tried to submit; then the first wrong field
// has the focus. The browser says so at once, by the same constraints and in the same words, also without a connection;
// C++ looks at every text itself. on_submit() is called with what has passed, once for each submission: a double click,
// and what is sent again over a new connection, are one. What is typed while the line is down is kept, and heard when
// it is back; a page whose session is gone puts it back into the new form, as it does with all fields.
//
// Owner: the session: of the page, or of a part of it that has one (to_node). Copies of the handle share the form, and
// functions given to it may hold it: they end with the session. Thread: its session's strand (a Submission: any).
// Failure: in another session's page, and for a second field of one label, it is Failure{Errc::usage}; what on_submit()
// throws is the session's failure, which names where the form is made, and the form may be submitted again.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bonito/session/form_core.hpp"

namespace bonito {

// A handle; copies are the same field.
class Field {
 public:
  const std::string& label() const noexcept { return field_->rules.label; }

  // The control: an <input>, a <textarea>, or a <select>. `parts` are further attributes and handlers.
  template <class... Parts>
  Node input(const Parts&... parts) const {
    return control().with(parts...);
  }
  // The choices as radio buttons.
  template <class... Parts>
  Node radios(const Parts&... parts) const {
    return radio_group().with(parts...);
  }
  // Where its problem is said. Each control has one.
  template <class... Parts>
  Node message(const Parts&... parts) const {
    return own_message().with(parts...);
  }
  // All of it, as it is as a child of the page, with further parts of the control.
  template <class... Parts>
  Node with(const Parts&... parts) const {
    return labelled(input(parts...));
  }
  Node with_radios() const;

  const Observable<std::string>& text() const noexcept { return field_->text; }        // as typed
  const Observable<std::string>& problem() const noexcept { return field_->problem; }  // "": none; said or not
  const Observable<bool>& touched() const noexcept { return field_->touched; }         // it was left once
  const Observable<bool>& dirty() const noexcept { return field_->dirty; }             // it is not what it was

  friend Node to_node(Session&, const Field& field) { return field.with(); }
  friend bool operator==(const Field&, const Field&) = default;  // the same field

 private:
  friend detail::FormCore;
  friend Problems;
  explicit Field(std::shared_ptr<detail::FieldCore> field) : field_(std::move(field)) {}
  detail::OwnParts control() const;
  detail::OwnParts radio_group() const;
  detail::OwnParts own_message() const;
  Node labelled(const Node& control) const;

  std::shared_ptr<detail::FieldCore> field_;  // holds the form
};

// What is wrong with a form's value: of a field the first is shown beside it, of the whole form beside the button.
class Problems {
 public:
  void add(std::string problem) { form_.push_back(std::move(problem)); }
  void add(const Field& field, std::string problem) { fields_.emplace_back(field.field_.get(), std::move(problem)); }
  bool empty() const noexcept { return form_.empty() && fields_.empty(); }

 private:
  friend detail::FormCore;
  std::vector<std::string> form_;
  std::vector<std::pair<const detail::FieldCore*, std::string>> fields_;
};

// What was submitted and is not answered yet: for what takes long. If nobody answers, and the last copy is gone, it is
// refused. Any thread may answer; the first answer counts, if the page is still there.
class Submission {
 public:
  void done(Problems problems = {}) const;

 private:
  friend detail::FormCore;
  struct Open;
  explicit Submission(std::shared_ptr<Open> open) : open_(std::move(open)) {}
  std::shared_ptr<Open> open_;
};

namespace detail {

template <class T>
class FormOf final : public FormCore {
 public:
  FormOf(Session& session, T initial, CodePlace place)
      : FormCore(session, place), now(initial), saved(initial), value(std::move(initial)) {}

  T now, saved;
  Observable<T> value;

 private:
  void publish() override { value.set(now); }
  void take() override { taken_ = now; }
  void keep() override {
    if (taken_) saved = *std::exchange(taken_, std::nullopt);
  }
  void restore() override { now = saved; }
  std::optional<T> taken_;
};

template <class Constraint>
inline constexpr bool are_choices = false;
template <class T>
inline constexpr bool are_choices<Choices<T>> = true;

template <class T>
struct HeldByOptional : std::type_identity<T> {};
template <class T>
struct HeldByOptional<std::optional<T>> : std::type_identity<T> {};

}  // namespace detail

template <class T>
class Form {
 public:
  explicit Form(Session& session, T initial = T(), CodePlace place = {__builtin_FILE(), __builtin_LINE()})
      : form_(std::make_shared<detail::FormOf<T>>(session, std::move(initial), place)) {
    form_->end_with(session);
  }

  // `member` is a pointer to a member, or a function of T& that gives a reference to something in it. It has one field.
  template <class Member, class... Constraints>
  requires std::invocable<Member&, T&> Field field(Member member, std::string label, Constraints... constraints)
  const {
    using Held = std::remove_cvref_t<std::invoke_result_t<Member&, T&>>;
    using V = typename detail::HeldByOptional<Held>::type;
    static_assert(std::same_as<std::invoke_result_t<Member&, T&>, Held&>,
                  "a field is bound to a member of the form's struct, or by a function of T& that gives a reference");
    static_assert(detail::FieldValue<V> || (detail::are_choices<Constraints> || ...),
                  "a field is text, a number, a bool, a std::chrono::year_month_day, a type with to_field_text and "
                  "from_field_text, an optional of these, or has choices()");
    auto rules = std::make_shared<detail::RulesOf<V>>();
    rules->common.label = std::move(label);
    rules->common.kind = detail::field_kind<V>();
    rules->common.is_optional = detail::is_optional<Held>;
    (rules->add(std::move(constraints)), ...);
    rules->common.finish(std::integral<V>);
    auto* form = form_.get();  // which owns these functions
    const auto read = [form, member, rules](std::string_view text, bool asks) mutable -> detail::FieldReading {
      if (text.empty() && detail::is_optional<Held>) {
        std::invoke(member, form->now) = Held();
        return {};
      }
      std::optional<V> value = rules->value(text);
      if (!value) return {false, rules->common.when_unreadable};
      std::invoke(member, form->now) = *value;
      if (!asks) return {};
      const auto functions = rules->functions;  // one may end the session
      for (const auto& [holds, problem] : *functions) {
        if (!holds(*value)) return {true, problem};
      }
      return {};
    };
    const auto text_of_value = [form, member, rules]() mutable -> std::string {
      const Held& held = std::invoke(member, form->now);
      if constexpr (detail::is_optional<Held>) {
        return held ? rules->text(*held) : std::string();
      } else {
        return rules->text(held);
      }
    };
    return form_->add(
        {.form = form, .rules = rules->common, .read = read, .text_of_value = text_of_value, .let_go = [rules] {
           rules->forget_functions();
         }});
  }

  // What must hold across fields: f(const T&, Problems&), at every change, once every field could be read.
  template <std::invocable<const T&, Problems&> F>
  void check(F f) const {
    auto* form = form_.get();
    form_->functions()->checks.emplace_back(
        [form, f = std::move(f)](Problems& problems) mutable { f(form->now, problems); });
  }

  // f(const T&); f(const T&, Problems&), which may refuse it; or f(const T&, Submission), which may answer later.
  template <class F>
  void on_submit(F f) const {
    constexpr bool fits = std::invocable<F&, const T&> || std::invocable<F&, const T&, Problems&> ||
                          std::invocable<F&, const T&, Submission>;
    static_assert(
        fits,
        "on_submit() takes a function of the form's const T&, and then of Problems& or a Submission if it may "
        "refuse that, or take its time");
    auto* form = form_.get();
    auto submit = [form, f = std::move(f)](const Submission& submission) mutable {
      const T value = form->now;
      if constexpr (std::invocable<F&, const T&, Problems&>) {
        Problems problems;
        f(value, problems);
        submission.done(std::move(problems));
      } else if constexpr (std::invocable<F&, const T&>) {
        f(value);
        submission.done();
      } else if constexpr (fits) {
        f(value, submission);
      }
    };
    form_->functions()->submit = std::make_shared<const std::function<void(const Submission&)>>(std::move(submit));
  }

  // The form's element, around fields and whatever else.
  template <class... Parts>
  Node operator()(const Parts&... parts) const {
    return form_->element([parts...](const detail::OwnParts& own) { return own.with(parts...); });
  }
  // A button that submits, after the message of the whole form.
  template <class... Parts>
  Node button(const Parts&... parts) const {
    return dom::fragment(message(), form_->button().with(parts...));
  }
  template <class... Parts>
  Node message(const Parts&... parts) const {
    return form_->message().with(parts...);
  }

  // The fields' values; of a field that cannot be read, the last one that could be.
  const Observable<T>& value() const noexcept { return form_->value; }
  const Observable<bool>& dirty() const noexcept { return form_->dirty; }  // any field is not what it was
  const Observable<bool>& valid() const noexcept { return form_->valid; }  // no field, and no check, has a problem
  const Observable<bool>& submitting() const noexcept { return form_->submitting; }
  const Observable<std::size_t>& submitted() const noexcept { return form_->submitted; }  // how often, and taken
  const Observable<std::string>& problem() const noexcept { return form_->problem; }      // of the whole form

  // Begins anew with this value: nothing is dirty.
  void set(T value) const {
    form_->saved = form_->now = std::move(value);
    form_->follow_all();
  }
  // Begins anew with what it began with, or was submitted last.
  void reset() const { set(form_->saved); }
  // Somebody else has changed what this form began with. A field that is dirty stays as it was typed.
  void rebase(T value) const {
    form_->saved = form_->now = std::move(value);
    form_->follow_if_clean();
  }
  // As if somebody had typed it: f(T&).
  template <std::invocable<T&> F>
  void update(F f) const {
    form_->follow_edit([&] { f(form_->now); });
  }

 private:
  std::shared_ptr<detail::FormOf<T>> form_;
};

}  // namespace bonito
