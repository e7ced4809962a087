#include "bonito/dom/event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bonito/dom/observed_events.hpp"
#include "dom/recording_slots.hpp"

namespace bonito {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Event input_of(std::string text) { return Event({"value"}, {Value(std::move(text))}); }

TEST(Event, HoldsTheFieldsThatWereAskedFor) {
  const Event event({"key", "target.id"}, {Value("a"), Value(3)});
  EXPECT_EQ(event["key"], Value("a"));
  EXPECT_EQ(event.get<int>("target.id").value(), 3);
  EXPECT_FALSE(event.get<int>("key"));
}

TEST(Event, MissingFieldsAreNull) {
  const Event event({"a", "b"}, {Value(1)});
  EXPECT_TRUE(event["b"].is_null());
  EXPECT_TRUE(event["c"].is_null());
}

TEST(Event, SaysSoIfAFieldWasNotAskedFor) {
  const Event event({"a"}, {Value(1)});
  EXPECT_THAT(failure_of([&] { static_cast<void>(event.get<std::string>("key")); }),
              HasSubstr("did not ask for the event's field \"key\", so no browser sends it: give its options "
                        ".fields = {\"key\"}."));
}

TEST(EventHandler, TakesTheEventOrNothing) {
  int calls = 0;
  on_click([&] { ++calls; }).call(Event({}, {}));
  on("x", [&](const Event& event) {
    calls += event["n"].integer().value_or(0) == 5 ? 10 : 100;
  }).call(Event({"n"}, {Value(5)}));
  EXPECT_EQ(calls, 11);
}

TEST(EventHandler, CopiesShareTheFunction) {
  int last = 0;
  const EventHandler handler = on_click([&last, n = 0]() mutable { last = ++n; });
  const EventHandler copy = handler;
  handler.call(Event({}, {}));
  copy.call(Event({}, {}));
  EXPECT_EQ(last, 2);
}

TEST(EventHandler, HearsTextNumbersAndBools) {
  std::string text;
  double real = 0;
  int whole = 0;
  bool checked = false;
  const auto hears_text = on_input([&](const std::string& now) { text = now; });
  hears_text.call(input_of("abc"));
  on_change([&](double now) { real = now; }).call(input_of("-2.5e1"));
  on_input([&](int now) { whole = now; }).call(input_of("42"));
  const auto hears_bool = on_change([&](bool now) { checked = now; });
  hears_bool.call(Event({"checked"}, {Value(true)}));
  EXPECT_EQ(text, "abc");
  EXPECT_EQ(real, -25);
  EXPECT_EQ(whole, 42);
  EXPECT_TRUE(checked);
  EXPECT_THAT(hears_text.options.fields, ElementsAre("value"));
  EXPECT_THAT(hears_bool.options.fields, ElementsAre("checked"));
}

TEST(EventHandler, IsNotCalledWithWhatIsNoNumber) {
  int calls = 0;
  const auto whole = on_input([&](int) { ++calls; });
  for (const char* text : {"", "-", "12px", "3.5", "99999999999", " 1"}) whole.call(input_of(text));
  whole.call(Event({"value"}, {Value()}));
  whole.call(Event({"value"}, {Value(Value::List{})}));
  on_input([&](const std::string&) { ++calls; }).call(Event({"value"}, {Value(3)}));
  on_change([&](bool) { ++calls; }).call(Event({"checked"}, {Value("yes")}));
  EXPECT_EQ(calls, 0);
}

TEST(EventHandler, AsksForItsOwnFieldsToo) {
  EXPECT_THAT(on_input([](int) {}, {.fields = {"id"}}).options.fields, ElementsAre("value", "id"));
}

TEST(EventHandler, RefusesNamesThatWouldBreakTheMarkup) {
  for (const char* name : {"", "a b", "a,b", "click\"", "<", "\xC3\xA4"}) {
    EXPECT_THAT(failure_of([&] { on(name, [] {}); }), HasSubstr("cannot be the name of an event")) << name;
    EXPECT_THAT(failure_of([&] { on("x", [] {}, {.fields = {name}}); }), HasSubstr("cannot be a field")) << name;
  }
  EXPECT_EQ(on("my-event.sub:x_1", [] {}).name, "my-event.sub:x_1");
  EXPECT_THAT(failure_of([] { on("x", [] {}, {.debounce = std::chrono::milliseconds(-1)}); }),
              HasSubstr("not negative"));
}

TEST(EventHandler, HasKeysThatCanBePressed) {
  const std::vector<std::string> fine = {"Enter",     "Control+s",     "Mod+Shift+z", "?",    "+",
                                         "Control++", "Alt+ArrowDown", "\xC3\xA4",    "Mod+,"};
  EXPECT_EQ(on("keydown", [] {}, {.keys = fine}).options.keys, fine);
  EXPECT_THAT(on("keyup", [] {}, {.keys = {"Mod+Space"}}).options.keys, ElementsAre("Mod+ "));
  for (const char* key : {"", "Ctrl+s", "Control+", "Control+Shift", "Mod", "a+b", "Control+a+b"}) {
    EXPECT_THAT(failure_of([&] { on("keydown", [] {}, {.keys = {key}}); }), HasSubstr("cannot be a key")) << key;
  }
  EXPECT_THAT(failure_of([] { on_click([] {}, {.keys = {"Enter"}}); }), HasSubstr("\"click\" has no keys"));
}

TEST(EventHandler, RefusesWhatCannotBeASelector) {
  for (const char* selector :
       {" ", "li[a", "li)", "p[title=\"a]", "li;", "li{}", "li\\", "a\1b", "[a=\"x\ny\"]", "a/**/b"}) {
    EXPECT_THAT(failure_of([&] { on_click([] {}, {.closest = selector}); }), HasSubstr("cannot be the selector"))
        << selector;
  }
  for (const char* selector : {"", "li, a > b[title=\"5%]\"]", ".sm\\:flex", "[a='it\\'s']", "li:not(:has(> b))"}) {
    EXPECT_EQ(on_click([] {}, {.closest = selector}).options.closest, selector);
  }
}

TEST(EventHandler, HearsSizesAndWhatIsSeen) {
  double width = 0, height = 0;
  const auto resized = on_resize([&](double w, double h) { width = w, height = h; });
  resized.call(Event(resized.options.fields, {Value(20), Value(1.5)}));
  resized.call(Event(resized.options.fields, {Value(7), Value("seven")}));
  EXPECT_EQ(width, 20);
  EXPECT_EQ(height, 1.5);
  std::string seen;
  const auto shown = on_visible([&](bool is_seen) { seen += is_seen ? "y" : "n"; }, {.once = true});
  for (const Value& value : {Value(true), Value(), Value(false)}) shown.call(Event(shown.options.fields, {value}));
  EXPECT_EQ(seen, "yn");
  EXPECT_EQ(shown.name, "bonito:visible");
}

TEST(EventHandler, HearsDrags) {
  std::vector<Drag> drags;
  const auto dragged = on_drag([&](const Drag& drag) { drags.push_back(drag); });
  const auto say = [&](const char* phase, Value dx) {
    dragged.call(Event(dragged.options.fields, {Value(phase), Value(10), Value(20.5), std::move(dx), Value(-2)}));
  };
  say("start", Value(0));
  say("cancel", Value(3));
  say("cancel", Value("3"));
  say("finish", Value(3));
  ASSERT_EQ(drags.size(), 2U);
  EXPECT_EQ(drags[0].phase, Drag::Phase::start);
  EXPECT_EQ(drags[1].phase, Drag::Phase::cancel);
  EXPECT_EQ(drags[1].y, 20.5);
  EXPECT_EQ(drags[1].dx, 3);
  EXPECT_EQ(drags[1].dy, -2);
}

}  // namespace
}  // namespace bonito
