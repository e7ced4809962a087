#include "bonito/session/form.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "bonito/base/log.hpp"
#include "session/form_fixture.hpp"

namespace bonito {
namespace {

using testing::Account;
using testing::Page;
using testing::Plan;
using Forms = testing::FormsTest;

TEST_F(Forms, BindTheirFieldsToAStruct) {
  Page& page = open();
  page.type("Name", "ada");
  page.type("Age", "36");
  page.tick("I agree", true);
  page.type("Plan", "1");
  page.type("Weight", "61.5");
  EXPECT_EQ(page.form.value().get(), (Account{"ada", 36, true, Plan::pro, 61.5}));
  EXPECT_TRUE(page.form.valid().get());
  page.type("Weight", "");
  EXPECT_EQ(page.form.value().get().weight, std::nullopt);
  page.tick("I agree", false);
  EXPECT_FALSE(page.form.value().get().agrees);
}

TEST_F(Forms, HaveTheBrowserCheckTheSameAsTheProgram) {
  Page& page = open();
  const std::string& html = page.browser->response.body;
  for (const char* part :
       {"maxlength=\"10\" data-too-long=\"Please write at most 10 characters.\"",
        "required data-value-missing=\"Please fill this in.\"",
        "pattern=\"[a-z]+\" data-pattern-mismatch=\"Small letters only.\"",
        "min=\"18\" data-range-underflow=\"Please enter 18 or more.\"",
        "data-bad-input=\"Please enter a whole number.\"", "step=\"any\"", "<option value=\"0\" selected>Free</option>",
        "type=\"checkbox\"", "novalidate", "method=\"dialog\""}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
}

TEST_F(Forms, SayWhatIsWrongWithAFieldOnceItWasLeft) {
  Page& page = open();
  page.type("Name", "Ada");
  EXPECT_EQ(page.name.problem().get(), "Small letters only.");
  EXPECT_EQ(page.form.value().get().name, "Ada") << "it is no less a text";
  EXPECT_FALSE(page.form.valid().get());
  EXPECT_FALSE(page.name.touched().get());
  EXPECT_EQ(page.browser->response.body.find("Small letters only.</p>"), std::string::npos);
  page.leave("Name");
  EXPECT_TRUE(page.name.touched().get());
  page.type("Name", "abcdefghijk");
  EXPECT_EQ(page.name.problem().get(), "Please write at most 10 characters.");
  page.type("Name", "");
  EXPECT_EQ(page.name.problem().get(), "Please fill this in.");
  page.type("Name", "ada");
  EXPECT_EQ(page.name.problem().get(), "");
}

TEST_F(Forms, KeepTheLastValueOfAFieldThatCannotBeRead) {
  Page& page = open();
  page.type("Age", "40");
  page.type("Age", "", true);
  EXPECT_EQ(page.age.problem().get(), "Please enter a whole number.");
  EXPECT_EQ(page.form.value().get().age, 40);
  page.type("Age", "");
  EXPECT_EQ(page.age.problem().get(), "Please fill this in.");
  page.type("Age", "17");
  EXPECT_EQ(page.age.problem().get(), "Please enter 18 or more.");
  page.type("Age", "121");
  EXPECT_EQ(page.age.problem().get(), "Please enter 120 or less.");
}

TEST_F(Forms, SubmitOnlyWhatIsValid) {
  Page& page = open();
  page.submit(0);
  EXPECT_TRUE(page.saved.empty());
  EXPECT_TRUE(page.name.touched().get()) << "so it is said";
  page.type("Name", "ada");
  page.submit(1);
  ASSERT_EQ(page.saved.size(), 1u);
  EXPECT_EQ(page.saved[0].name, "ada");
  EXPECT_EQ(page.form.submitted().get(), 1u);
  EXPECT_FALSE(page.form.submitting().get());
}

TEST_F(Forms, SubmitOnceHoweverOftenABrowserSaysSo) {
  Page& page = open();
  page.type("Name", "ada");
  for (int times = 0; times < 1000; ++times) page.browser->event(page.slot("<form", "submit"), {Value("0")});
  page.submit(0);
  EXPECT_EQ(page.saved.size(), 1u);
  page.submit(1);
  EXPECT_EQ(page.saved.size(), 2u) << "which is another one";
}

TEST_F(Forms, AreDirtyUntilTheyAreAsTheyBeganOrWereSaved) {
  Page& page = open();
  EXPECT_FALSE(page.form.dirty().get());
  page.type("Age", "19");
  EXPECT_TRUE(page.age.dirty().get());
  EXPECT_TRUE(page.form.dirty().get());
  page.type("Age", "18");
  EXPECT_FALSE(page.form.dirty().get());
  page.type("Name", "ada");
  page.submit(0);
  EXPECT_FALSE(page.form.dirty().get());
  EXPECT_FALSE(page.name.touched().get());
  page.type("Name", "bob");
  EXPECT_TRUE(page.form.dirty().get());
  page.form.reset();
  EXPECT_EQ(page.name.text().get(), "ada");
  EXPECT_FALSE(page.form.dirty().get());
}

TEST_F(Forms, MayBeRefusedByTheProgram) {
  Page& page = open([&](Page& made) {
    made.form.on_submit([&](const Account& account, Problems& problems) {
      if (account.name == "ada") problems.add(made.name, "This name is taken.");
      if (account.name == "bob") problems.add("We are closed.");
    });
  });
  page.type("Name", "ada");
  page.submit(0);
  EXPECT_EQ(page.name.problem().get(), "This name is taken.");
  EXPECT_TRUE(page.form.valid().get()) << "so it may be tried again";
  EXPECT_TRUE(page.form.dirty().get());
  EXPECT_EQ(page.form.submitted().get(), 0u);
  page.type("Name", "ad");
  EXPECT_EQ(page.name.problem().get(), "") << "it is another name now";
  page.type("Name", "bob");
  page.submit(1);
  EXPECT_EQ(page.form.problem().get(), "We are closed.");
  page.type("Name", "eve");
  EXPECT_EQ(page.form.problem().get(), "");
  page.submit(2);
  EXPECT_EQ(page.form.submitted().get(), 1u);
}

TEST_F(Forms, LookAcrossTheirFieldsOnceAllAreRead) {
  Page& page = open([&](Page& made) {
    made.form.check([&](const Account& account, Problems& problems) {
      if (account.plan == Plan::pro && account.age < 21) problems.add(made.plan, "Only from 21.");
    });
    made.saves();
  });
  page.type("Name", "ada");
  page.type("Plan", "1");
  EXPECT_EQ(page.plan.problem().get(), "Only from 21.");
  page.submit(0);
  EXPECT_TRUE(page.saved.empty());
  page.type("Age", "21");
  EXPECT_EQ(page.plan.problem().get(), "");
  page.submit(1);
  EXPECT_EQ(page.saved.size(), 1u);
}

TEST_F(Forms, MayBeAnsweredLaterByAnyThread) {
  std::optional<Submission> waiting;
  Page& page = open([&](Page& made) {
    made.form.on_submit([&](const Account&, Submission submission) { waiting = std::move(submission); });
  });
  page.type("Name", "ada");
  page.submit(0);
  EXPECT_TRUE(page.form.submitting().get());
  page.submit(1);
  page.type("Name", "adam");
  std::jthread([&] { waiting->done(); }).join();
  page.browser->settle();
  EXPECT_FALSE(page.form.submitting().get());
  EXPECT_EQ(page.form.submitted().get(), 1u);
  EXPECT_TRUE(page.name.dirty().get()) << "it was typed meanwhile";
  waiting->done();
  page.browser->settle();
  EXPECT_EQ(page.form.submitted().get(), 1u);
}

TEST_F(Forms, ThatNobodyAnswersAreRefused) {
  Page& page = open([&](Page& made) { made.form.on_submit([](const Account&, const Submission&) {}); });
  page.type("Name", "ada");
  page.submit(0);
  EXPECT_FALSE(page.form.submitting().get());
  EXPECT_NE(page.form.problem().get(), "");
}

TEST_F(Forms, MayBeSubmittedAgainWhenTheProgramFailed) {
  int calls = 0;
  Page& page = open([&](Page& made) {
    made.form.on_submit([&](const Account&) {
      if (++calls == 1) throw std::runtime_error("the disk is full");
    });
  });
  page.type("Name", "ada");
  page.submit(0);
  ASSERT_TRUE(page.browser->session->error());
  EXPECT_EQ(page.browser->session->error()->message, "the disk is full");
  EXPECT_FALSE(page.form.submitting().get());
  page.submit(1);
  EXPECT_EQ(page.form.submitted().get(), 1u);
}

TEST_F(Forms, SubmitNothingThatTheProgramsOwnFunctionCouldNotJudge) {
  std::optional<Field> code;
  Page& page = open([&](Page& made) {
    const auto is_short = [](const std::string& text) { return std::stoi(text) < 100; };
    code = made.form.field([](Account& account) -> std::string& { return account.code; }, "Code",
                           satisfies(is_short, "Too much."));
    made.saves();
  });
  page.form.update([](Account& account) {
    account.name = "ada";
    account.code = "5";
  });
  page.form.update([](Account& account) { account.code = "7"; });
  EXPECT_THROW(page.form.update([](Account& account) { account.code = "x"; }), std::invalid_argument);
  page.submit(0);
  EXPECT_TRUE(page.saved.empty());
  EXPECT_FALSE(page.form.submitting().get());
  page.form.update([](Account& account) { account.code = "8"; });
  page.submit(1);
  ASSERT_EQ(page.saved.size(), 1u);
  EXPECT_EQ(page.saved[0].code, "8");
}

TEST_F(Forms, MayBeSubmittedAgainWhenACheckFailed) {
  bool is_down = false;
  Page& page = open([&](Page& made) {
    made.form.check([&](const Account&, Problems&) {
      if (is_down) throw std::runtime_error("the database is gone");
    });
    made.saves();
  });
  page.type("Name", "ada");
  is_down = true;
  page.browser->messages();
  page.submit(0);
  const std::string& html = page.browser->response.body;
  std::smatch busy;
  ASSERT_TRUE(std::regex_search(html, busy, std::regex("(\\d+),aria-busy")));
  const Value::List idle{static_cast<int>(ServerOp::set), std::stoi(busy[1]), "false"};
  const auto messages = page.browser->messages();
  EXPECT_EQ(std::ranges::count(messages, idle), 1) << "the page waits for it";
  is_down = false;
  page.submit(1);
  EXPECT_EQ(page.saved.size(), 1u);
}

TEST_F(Forms, SayWhereTheyAreMadeWhenTheirFunctionsFail) {
  std::string logged;
  set_log_sink([&](const LogEntry& entry) { logged += entry.message; });
  Page& page = open(
      [](Page& made) { made.form.on_submit([](const Account&) { throw std::runtime_error("the disk is full"); }); });
  page.type("Name", "ada");
  page.submit(0);
  set_log_sink({});
  EXPECT_NE(logged.find("form_fixture.hpp:"), std::string::npos) << logged;  // as Page makes its form there
  EXPECT_NE(logged.find("the disk is full"), std::string::npos) << logged;
}

TEST_F(Forms, MayReplaceTheirFunctionsInThese) {
  const auto told = std::make_shared<std::string>();
  Page& page = open([&](Page& made) {
    made.form.check([form = made.form](const Account& account, Problems&) {
      if (account.age == 20) form.check([](const Account&, Problems&) {});
    });
    made.form.on_submit([form = made.form, told](const Account&) {
      form.on_submit([told](const Account&) { *told += "second"; });
      *told += "first ";
    });
  });
  page.type("Name", "ada");
  page.type("Age", "20");
  page.submit(0);
  page.submit(1);
  EXPECT_EQ(*told, "first second");
}

TEST_F(Forms, KeepWhatIsTypedWhenWhatTheyBeganWithChanges) {
  Page& page = open();
  page.type("Name", "ada");
  page.form.rebase({"eve", 30});
  EXPECT_EQ(page.form.value().get(), (Account{"ada", 30}));
  EXPECT_EQ(page.age.text().get(), "30");
  EXPECT_TRUE(page.name.dirty().get());
  page.form.reset();
  EXPECT_EQ(page.form.value().get(), (Account{"eve", 30}));
}

TEST_F(Forms, MayBeChangedByTheProgram) {
  Page& page = open();
  page.type("Age", "", true);
  page.form.update([](Account& account) { account.name = "ada"; });
  EXPECT_EQ(page.name.text().get(), "ada");
  EXPECT_TRUE(page.name.dirty().get());
  EXPECT_EQ(page.age.problem().get(), "Please enter a whole number.") << "which is still there";
  page.form.set({"bob", 50});
  EXPECT_EQ(page.age.problem().get(), "");
  EXPECT_FALSE(page.form.dirty().get());
}

TEST_F(Forms, MayBeginAnewInTheirOwnSubmission) {
  Page& page = open([&](Page& made) { made.form.on_submit([form = made.form](const Account&) { form.set({}); }); });
  page.type("Name", "ada");
  page.submit(0);
  EXPECT_EQ(page.name.text().get(), "");
  EXPECT_FALSE(page.form.dirty().get());
  EXPECT_EQ(page.form.submitted().get(), 1u);
}

}  // namespace
}  // namespace bonito
