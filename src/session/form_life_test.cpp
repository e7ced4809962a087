// What becomes of forms: with what no browser sends, in another page, and at their end.
#include "bonito/dom/when.hpp"
#include "session/form_fixture.hpp"

namespace bonito {
namespace {

using testing::Account;
using testing::Browser;
using testing::Page;
using testing::Plan;
using FormLife = testing::FormsTest;

TEST_F(FormLife, ThatHasEndedHearsNoAnswer) {
  std::optional<Submission> waiting;
  Page& page = open([&](Page& made) {
    made.form.on_submit([&](const Account&, Submission submission) { waiting = std::move(submission); });
  });
  page.type("Name", "ada");
  page.submit(0);
  page.browser->session->close();
  waiting->done();
  waiting.reset();
  EXPECT_EQ(page.form.submitted().get(), 0u);
}

TEST_F(FormLife, BearsWhatNoBrowserSends) {
  Page& page = open();
  for (const Value& value : {Value(), Value(7), Value(true), Value(Value::List{}), Value("\xff")}) {
    page.type("Name", value);
    page.type("Plan", value);
    page.tick("I agree", false);
    page.browser->event(page.slot("<form", "submit"), {value});
  }
  page.type("Plan", "2");
  EXPECT_EQ(page.plan.problem().get(), "Please choose one.");
  page.type("Plan", "-1");
  page.type("Plan", "18446744073709551616");
  EXPECT_EQ(page.form.value().get().plan, Plan::free);
  page.type("Plan", "0");
  page.type("Name", std::string(1'000'000, 'a'));
  EXPECT_LE(page.name.text().get().size(), 200'000u);
  EXPECT_NE(page.name.problem().get(), "");
  page.submit(0);
  EXPECT_TRUE(page.saved.empty());
  EXPECT_FALSE(page.browser->session->error());
}

TEST_F(FormLife, IsOfOnePage) {
  std::optional<Form<Account>> form;
  const App app([&](Session& session) {
    if (!form) form.emplace(session);
    return (*form)(dom::p("mine"));
  });
  const Browser first(registry, app), second(registry, app);
  EXPECT_EQ(first.response.status, 200);
  EXPECT_EQ(second.response.status, 500);
}

TEST_F(FormLife, RefusesASecondFieldOfOneLabelAndSaysWhichAndOfWhichForm) {
  std::string refusal;
  open([&](Page& made) {
    try {
      made.form.field(&Account::code, "Name");
    } catch (const Failure& failure) {
      refusal = failure.what();
    }
    made.form.field(&Account::code, "Code");
  });
  EXPECT_NE(refusal.find("form_fixture.hpp:"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("two fields \"Name\": give each a label of its own"), std::string::npos) << refusal;
}

TEST_F(FormLife, MayComeAndGoWithinThePage) {
  const Observable<bool> is_open{true};
  std::optional<Form<Account>> form;
  int calls = 0;
  Browser browser(registry, App([&](Session& session) {
                    form.emplace(session);
                    const auto name = form->field(&Account::name, "Name");
                    form->on_submit([&](const Account&) { ++calls; });
                    return dom::main(when(is_open, [=, form = *form] { return form(name, form.button("Save")); }));
                  }));
  browser.connect();
  browser.messages();
  form->update([](Account& account) { account.name = "ada"; });
  is_open.set(false);
  browser.messages();
  is_open.set(true);
  std::string html;
  for (const auto& message : browser.messages()) html += testing::texts_of(message);
  std::smatch found;
  ASSERT_TRUE(std::regex_search(html, found, std::regex("e(\\d+),submit"))) << html;
  browser.event(static_cast<std::uint32_t>(std::stoul(found[1])), {Value("0")});
  browser.settle();
  EXPECT_EQ(calls, 1);
  EXPECT_NE(html.find("value=\"ada\""), std::string::npos) << "it is what it was";
}

TEST_F(FormLife, EndsWithItsSessionThoughTheFunctionsHoldTheForm) {
  std::weak_ptr<int> kept;
  Browser browser(registry, App([&](Session& session) {
                    const Form<Account> form(session);
                    const auto mine = std::make_shared<int>(1);
                    kept = mine;
                    const auto is_other = [=](const std::string& text) {
                      return mine && text != form.value().get().code;
                    };
                    const auto name = form.field(&Account::name, "Name", satisfies(is_other, "Another one."));
                    form.check([=](const Account&, Problems& problems) {
                      if (!mine) problems.add(name, "");
                    });
                    form.on_submit([=](const Account&) { form.set({}); });
                    return form(name);
                  }));
  browser.connect();
  browser.messages();
  EXPECT_FALSE(kept.expired());
  browser.session->close();
  browser.session.reset();
  registry->close_all({ByeCode::shutdown, "over"});
  EXPECT_TRUE(kept.expired());
}

}  // namespace
}  // namespace bonito
