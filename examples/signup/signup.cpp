// A form that is bound to a struct: what is wrong is said beside each field, by the browser at once and by the program
// always. Cut the network while you type, or press the button twice: you sign up once.
#include <algorithm>
#include <bonito/bonito.hpp>
#include <iostream>
#include <string>
#include <vector>

using namespace bonito;

namespace {

enum class Plan { minnow, tuna };

struct Member {
  std::string name;
  std::string mail;
  int age = 18;
  Plan plan = Plan::minnow;
  bool agrees = false;
};

// Everybody who has signed up, for all pages.
using Members = Observable<std::vector<std::string>>;

// False if there is one of this name.
bool join(const Members& members, const std::string& name) {
  bool is_new = false;
  members.update([&](auto& all) {
    is_new = std::ranges::find(all, name) == all.end();
    if (is_new) all.push_back(name);
  });
  return is_new;
}

Node sign_up(Session& session, const Members& members) {
  const Form<Member> form(session);
  const auto name = form.field(&Member::name, "Name", required(), max_length(20),
                               pattern("[a-z]+", "Please write small letters only."));
  const auto mail = form.field(&Member::mail, "E-mail", required(), email());
  const auto age = form.field(&Member::age, "Age", at_least(18, "The club is for grown-ups."), at_most(120));
  const auto plan = form.field(&Member::plan, "Plan",
                               choices<Plan>({{Plan::minnow, "Minnow, free"}, {Plan::tuna, "Tuna, 5 € a month"}}));
  const auto agrees = form.field(&Member::agrees, "I will not overfish", required("Then we cannot let you in."));

  const Observable<std::string> welcome{""};
  form.check([=](const Member& member, Problems& problems) {
    if (member.plan == Plan::tuna && member.age < 21) problems.add(plan, "Tuna is from 21 years on.");
  });
  form.on_submit([=](const Member& member, Problems& problems) {
    if (!join(members, member.name)) return problems.add(name, "This name is taken.");
    welcome.set("Welcome, " + member.name + "!");
    form.set({});
  });
  return form(name.with("autocomplete"_a = "username"), mail.with("autocomplete"_a = "email"), age, plan.with_radios(),
              agrees, form.button("Join the club"), dom::output(welcome));
}

Styles look() {
  return Styles()
      .rule(":root", {{"color-scheme", "light dark"}, {"font", "16px/1.5 system-ui, sans-serif"}})
      .rule("body", {{"margin", "0"},
                     {"background", "#eef2f5"},
                     {"color", "#17222d"},
                     {"accent-color", "#0a6c74"},
                     {"--line", "#9aa8b5"},
                     {"--card", "#ffffff"}})
      .rule("main", {{"max-width", "24rem"}, {"margin", "0 auto"}, {"padding", "clamp(1rem, 6vh, 4rem) 1rem"}})
      .rule("h1", {{"margin", "0 0 .25rem"}, {"font-size", "1.75rem"}, {"line-height", "1.2"}})
      .rule("h1 + p", {{"margin", "0 0 1.25rem"}, {"opacity", ".75"}})
      .rule("form", {{"display", "grid"},
                     {"gap", ".35rem"},
                     {"padding", "1.5rem"},
                     {"border-radius", ".75rem"},
                     {"background", "var(--card)"},
                     {"box-shadow", "0 .25rem 1.5rem #0002"}})
      .rule("input:not([type=checkbox], [type=radio])", {{"font", "inherit"},
                                                         {"padding", ".5rem .65rem"},
                                                         {"border", "1px solid var(--line)"},
                                                         {"border-radius", ".4rem"},
                                                         {"background", "transparent"},
                                                         {"color", "inherit"}})
      .rule("form button", {{"font", "600 1rem/1.5 system-ui, sans-serif"},
                            {"padding", ".6rem"},
                            {"border", "0"},
                            {"border-radius", ".4rem"},
                            {"background", "#0a6c74"},
                            {"color", "#ffffff"},
                            {"cursor", "pointer"}})
      .rule("form button:hover", {{"background", "#085a61"}})
      .rule("output", {{"min-height", "1.5em"}, {"font-weight", "600"}, {"text-align", "center"}})
      .rule("@media (prefers-color-scheme: dark)", Styles().rule("body", {{"background", "#10171e"},
                                                                          {"color", "#e6edf3"},
                                                                          {"accent-color", "#4cc3cd"},
                                                                          {"--line", "#51606e"},
                                                                          {"--card", "#1a242e"}}));
}

}  // namespace

int main(int argc, char** argv) try {
  set_log_sink([](const LogEntry& entry) { std::clog << entry.message << '\n'; });
  const Members members{{"ada"}};
  const auto count = members.map([](const auto& all) { return all.size(); });
  const auto app = App(
      [=](Session& session) {
        return dom::main(look(), dom::h1("The tuna club"), dom::p("Members: ", count), sign_up(session, members));
      },
      {.title = "The tuna club", .indicator = ConnectionIndicator(), .content_security_policy = "default-src 'self'"});
  auto server = Server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", app);
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
