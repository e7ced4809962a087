// What a form is without the type of its value. Support for form.hpp.
#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bonito/base/code_place.hpp"
#include "bonito/dom/html.hpp"
#include "bonito/reactive/observable.hpp"
#include "bonito/session/form_rules.hpp"
#include "bonito/session/session.hpp"

namespace bonito {

class Field;
class Problems;
class Submission;

namespace detail {

class FormCore;

// What a text was read as: nothing to say, or what is said beside the field.
struct FieldReading {
  bool is_value = true;  // and is in the form's value now
  std::string problem = {};
};

struct FieldCore {
  FormCore* form;  // which owns it
  FieldRules rules;
  // And put into the form's value, as which the program's functions are then asked of it, if they are to be.
  std::function<FieldReading(std::string_view, bool asks)> read;
  std::function<std::string()> text_of_value;
  std::function<void()> let_go;  // of the program's functions
  std::string message_id = {};

  Observable<std::string> text{""};  // as it stands in the page
  Observable<std::string> problem{""};
  Observable<std::string> shown{""};  // the problem, once there is reason to say so
  Observable<bool> touched{false};
  Observable<bool> dirty{false};

  std::string saved = {};      // the text that is not dirty
  std::string submitted = {};  // the text when it was
  bool is_unreadable = false;  // the browser shows what is no number or date, and has no text for it
  FieldReading reading = {};
  std::string refused = {};  // by the program, until it is changed
};

// The program's functions, which may hold the form.
struct FormFunctions {
  std::deque<std::function<void(Problems&)>> checks;                     // one may add another
  std::shared_ptr<const std::function<void(const Submission&)>> submit;  // and that replace itself
};

// A tag with all that a field, message or form says of itself.
struct OwnParts {
  dom::Tag tag;
  std::vector<Attribute> attributes = {};
  std::vector<EventHandler> handlers = {};
  std::vector<Node> children = {};

  template <class... Parts>
  Node with(const Parts&... parts) const {
    return tag(attributes, handlers, parts..., children);
  }
};

class FormCore : public std::enable_shared_from_this<FormCore> {
 public:
  using Make = std::function<Node(const OwnParts&)>;

  FormCore(Session& session, CodePlace place);
  virtual ~FormCore() = default;
  FormCore(const FormCore&) = delete;
  FormCore& operator=(const FormCore&) = delete;

  Field add(FieldCore field);
  void end_with(Session& session);  // the functions end then
  Node element(Make make);
  OwnParts message() const;
  OwnParts button() const;

  // The form's value is another one now, and the fields follow: all of them; those that are not dirty; or those whose
  // part of it `edit` has changed.
  void follow_all();
  void follow_if_clean();
  void follow_edit(const std::function<void()>& edit);

  void hear(FieldCore& field, const Event& event);
  void touch(FieldCore& field);
  // Of the submission of this number; others are over.
  void answer(std::size_t turn, const Problems& problems);
  Node node(Session& session, const Make& make);

  std::shared_ptr<FormFunctions> functions() const;  // which are forgotten, if the session has ended

  const CodePlace made_at;  // which failures of its functions name
  const Observable<bool> dirty{false}, valid{true}, submitting{false};
  const Observable<std::size_t> submitted{0};
  const Observable<std::string> problem{""};

 protected:
  virtual void publish() = 0;  // the value has changed
  virtual void take() = 0;     // the value is submitted,
  virtual void keep() = 0;     // and taken: that one is saved
  virtual void restore() = 0;  // the value is the saved one

 private:
  struct Idle;
  bool has_ended() const;
  void submit(const Event& event);
  void refuse();
  void point_at(const std::string& message_id);
  bool look();  // for problems; whether the fields and checks have none
  void read(FieldCore& field);

  std::list<FieldCore> fields_;  // what is told of one may add another
  const std::string id_;
  // How often it was submitted. The page says which one it means, so that none counts twice.
  const Observable<std::size_t> turn_{0};
  std::size_t open_turn_ = 0;  // that is not answered; 0: none
  // For the browser's half: a count, and the message of the field that is to have the focus; none: what the browser
  // could not read is to go.
  const Observable<std::pair<std::size_t, std::string>> pointed_at_{{0, ""}};
  std::string refused_;  // what is said of the whole form, until something is changed
  bool is_tried_ = false;
  std::size_t renewals_ = 0;       // how often all fields began anew,
  std::size_t renewals_then_ = 0;  // and when it was submitted

  std::shared_ptr<FormFunctions> functions_;  // until the session ends
  const std::weak_ptr<Session> session_, page_;
};

}  // namespace detail
}  // namespace bonito
