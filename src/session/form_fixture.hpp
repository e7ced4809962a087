// What the tests of forms share: a form's page, and what a browser does with it.
#pragma once
#include <functional>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "bonito/session/form.hpp"
#include "session/session_fixture.hpp"

namespace bonito::testing {

using namespace literals;

enum class Plan { free, pro };
struct Account {
  std::string name = {};
  int age = 18;
  bool agrees = false;
  Plan plan = Plan::free;
  std::optional<double> weight = {};
  std::string code = {};
  friend bool operator==(const Account&, const Account&) = default;
};

struct Page {
  explicit Page(Session& session) : form(session) {}

  Form<Account> form;
  Field name = form.field(&Account::name, "Name", required(), max_length(10), pattern("[a-z]+", "Small letters only."));
  Field age = form.field(&Account::age, "Age", at_least(18), at_most(120));
  Field agrees = form.field(&Account::agrees, "I agree");
  Field plan = form.field(&Account::plan, "Plan", choices<Plan>({{Plan::free, "Free"}, {Plan::pro, "Pro"}}));
  Field weight = form.field(&Account::weight, "Weight", at_most(500));
  std::vector<Account> saved = {};
  Browser* browser = nullptr;

  void saves() {
    form.on_submit([this](const Account& account) { saved.push_back(account); });
  }
  // The slot of the event of the element that has this in its start tag.
  std::uint32_t slot(const std::string& mark, const std::string& event) const {
    const std::string& html = browser->response.body;
    const auto start = html.find(mark);
    const std::string tag = html.substr(start, html.find('>', start) - start);
    std::smatch found;
    if (!std::regex_search(tag, found, std::regex("e(\\d+)," + event))) return 0;
    return static_cast<std::uint32_t>(std::stoul(found[1]));
  }
  void type(const std::string& label, const Value& text, bool is_bad = false) {
    browser->event(slot("name=\"" + label + "\"", "input"), {text, Value(is_bad)});
    browser->settle();
  }
  void tick(const std::string& label, bool on) {
    browser->event(slot("name=\"" + label + "\"", "input"), {Value(on)});
    browser->settle();
  }
  void leave(const std::string& label) {
    browser->event(slot("name=\"" + label + "\"", "blur"));
    browser->settle();
  }
  void submit(std::size_t turn) {
    browser->event(slot("<form", "submit"), {Value(std::to_string(turn))});
    browser->settle();
    browser->settle();
  }
};

class FormsTest : public SessionTest {
 protected:
  // As the app's function makes it.
  Page& open(const std::function<void(Page&)>& prepare = [](Page& page) { page.saves(); }) {
    browser_ =
        Browser(registry, App([&](Session& session) {
                  Page& page = page_.emplace(session);
                  prepare(page);
                  return page.form(page.name, page.age, page.agrees, page.plan, page.weight, page.form.button("Save"));
                }));
    browser_.connect();
    browser_.messages();
    page_->browser = &browser_;
    return *page_;
  }

 private:
  Browser browser_;
  std::optional<Page> page_;
};

}  // namespace bonito::testing
