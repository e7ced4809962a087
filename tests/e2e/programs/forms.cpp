// Forms, and what they tell.
#include <chrono>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "strict.hpp"

using namespace bonito;
using namespace std::chrono_literals;
using test::strict;

namespace {

enum class Plan { none, small, large };

struct Account {
  std::string name;
  std::string mail;
  int age = 30;
  std::optional<double> weight;
  Plan plan = Plan::none;
  std::string colour = "red";
  std::chrono::year_month_day since = 2020y / 1 / 1;
  std::string remark;
  bool agrees = false;
};

std::string text_of(const Account& account) {
  std::string text = account.name + "|" + account.mail + "|" + std::to_string(account.age) + "|";
  if (account.weight) text += std::to_string(*account.weight).substr(0, 4);
  text += "|" + std::to_string(static_cast<int>(account.plan)) + "|" + account.colour + "|";
  text += std::to_string(static_cast<int>(account.since.year())) + "|" + account.remark + "|";
  return text + (account.agrees ? "yes" : "no");
}

// A service that takes its time: until GET /answer.
class Service {
 public:
  void ask(Submission submission) {
    const std::lock_guard lock(mutex_);
    open_.push_back(std::move(submission));
  }
  void answer() {
    const std::lock_guard lock(mutex_);
    for (const Submission& submission : std::exchange(open_, {})) submission.done();
  }

 private:
  std::mutex mutex_;
  std::vector<Submission> open_;
};

App form_page(const Observable<std::string>& name_elsewhere, Service& service) {
  return App(
      [=, &service](Session& session) {
        const Form<Account> form(session);
        const auto name =
            form.field(&Account::name, "Name", required(), max_length(20), pattern("[a-z]+", "Small letters only."));
        const auto mail = form.field(&Account::mail, "E-mail", email());
        const auto age = form.field(&Account::age, "Age", at_least(18), at_most(120));
        const auto weight = form.field(&Account::weight, "Weight", at_least(0), in_steps_of(0.5));
        const auto plan =
            form.field(&Account::plan, "Plan", choices<Plan>({{Plan::small, "Small"}, {Plan::large, "Large"}}));
        const auto colour =
            form.field(&Account::colour, "Colour", choices<std::string>({{"red", "Red"}, {"blue", "Blue"}}));
        const auto since = form.field(&Account::since, "Since", at_most(2026y / 1 / 1));
        const auto remark = form.field(&Account::remark, "Remark", multiline(3));
        const auto agrees = form.field(&Account::agrees, "I agree", required("Only if you agree."));
        form.check([=](const Account& account, Problems& problems) {
          if (account.plan == Plan::large && account.age < 21) problems.add(plan, "Large is from 21.");
        });

        const Observable<int> calls{0};
        form.on_submit([=, &service](const Account& account, Submission submission) {
          calls.update([](int& n) { ++n; });
          if (account.name == "slow") return service.ask(std::move(submission));
          Problems problems;
          if (account.name == "taken") problems.add(name, "This name is taken.");
          if (account.name == "closed") problems.add("We are closed.");
          submission.done(std::move(problems));
        });
        name_elsewhere.on(session, [=](const std::string& changed) {
          Account now = form.value().get();
          now.name = changed;
          now.age = 50;
          form.rebase(std::move(now));
        });

        return dom::main(form(name, mail, age, weight, plan, colour.with_radios(), since, remark, agrees,
                              dom::div(form.button("Save"), dom::button("type"_a = "reset", "Reset"))),
                         dom::button("elsewhere", on_click([=] { name_elsewhere.set("else"); })),
                         dom::p("id"_a = "value", form.value().map(text_of)), dom::p("id"_a = "calls", calls),
                         dom::p("id"_a = "submitted", form.submitted()), dom::p("id"_a = "dirty", form.dirty()),
                         dom::p("id"_a = "valid", form.valid()), dom::p("id"_a = "touched", name.touched()));
      },
      {.indicator = ConnectionIndicator()});
}

}  // namespace

int main(int argc, char** argv) try {
  const Observable<std::string> name_elsewhere{""};
  Service service;
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(form_page(name_elsewhere, service))).route("/answer", [&](const Visit&) {
    service.answer();
    return Response{.status = 204};
  });
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
