#include "bonito/dom/live.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <optional>
#include <thread>

#include "bonito/wire/decoder.hpp"

namespace bonito {
namespace {

struct Shown {};
Value to_value(const Shown&) { return "shown"; }

template <class T>
std::string text_of(T value) {
  const auto live = make_live(Observable<T>(std::move(value)));
  return live->text(live->snapshot());
}

TEST(Live, WritesTextAsJavaScriptDoes) {
  EXPECT_EQ(text_of(std::string("a<b")), "a<b");
  EXPECT_EQ(text_of(7), "7");
  EXPECT_EQ(text_of(std::int8_t{-7}), "-7");
  EXPECT_EQ(text_of(std::uint64_t{18446744073709551615u}), "18446744073709551615");
  EXPECT_EQ(text_of(0.1f), "0.1");
  EXPECT_EQ(text_of(true), "true");
  EXPECT_EQ(text_of(std::optional<int>()), "");
  EXPECT_EQ(text_of(std::optional<int>(3)), "3");
  EXPECT_EQ(text_of(Shown()), "shown");
}

TEST(Live, TellsOfAFloatTheNumberThatItIsWrittenAs) {
  const auto tells = [](const auto& observable) {
    const auto live = make_live(observable);
    Bytes encoded;
    Encoder encoder(encoded);
    live->encode(live->snapshot(), encoder);
    EXPECT_EQ(Decoder(encoded).next().value(), Value(0.1));
    EXPECT_EQ(live->value(live->snapshot()), Value(0.1));
    EXPECT_EQ(live->text(live->snapshot()), "0.1");
  };
  tells(Observable<float>{0.1f});
  tells(Observable<std::optional<float>>{0.1f});
}

TEST(Live, ASnapshotDoesNotChange) {
  Observable<int> count{1};
  const auto live = make_live(count);
  const auto before = live->snapshot();
  count.set(2);
  EXPECT_EQ(live->text(before), "1");
  EXPECT_EQ(live->value(live->snapshot()), Value(2));
}

// What encode() and the rest say together.
Bytes encoded(const Live& live) {
  Bytes written;
  Encoder encoder(written);
  const auto rest = live.encode(live.snapshot(), encoder);
  encoder.encoded(rest.shared.bytes);
  return written;
}

template <class T>
void expect_encoded_as_ever(T value) {
  Bytes expected;
  Encoder encoder(expected);
  encode(encoder, value);
  EXPECT_EQ(encoded(*make_live(Observable<T>(value))), expected);
}

TEST(Live, EncodesWhatToValueSays) {
  expect_encoded_as_ever(std::string("abc"));
  expect_encoded_as_ever(-7);
  expect_encoded_as_ever(2.5);
  expect_encoded_as_ever(std::optional<int>());
  expect_encoded_as_ever(std::vector<double>{1, 2, 3});
  expect_encoded_as_ever(Array(std::vector<float>{1, 2, 3, 4}, {2, 2}));
  expect_encoded_as_ever(Bytes{std::byte{1}});
  expect_encoded_as_ever(std::vector<std::string>{"a", "b"});
  expect_encoded_as_ever(std::map<std::string, int>{{"x", 1}});
}

TEST(Live, DoesNotCopyTextAndArraysToEncodeThem) {
  const Observable<std::vector<float>> samples(std::vector<float>(1000));
  const auto live = make_live(samples);
  Bytes head;
  Encoder encoder(head);
  const auto rest = live->encode(live->snapshot(), encoder);
  EXPECT_EQ(static_cast<const void*>(rest.shared.bytes.data()), samples.snapshot()->data());
}

struct Costly {
  int value = 0;
};
std::atomic<int> encodings = 0;
Value to_value(const Costly& costly) {
  ++encodings;
  return Value::Map{{"value", costly.value}};
}

TEST(Live, AValueThatManyShowIsEncodedOnceHoweverManyThreadsAsk) {
  encodings = 0;
  const Observable<Costly> shared{Costly{1}};
  const auto first = encoded(*make_live(shared));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) EXPECT_EQ(encoded(*make_live(shared)), first);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(encodings, 1);
  shared.set(Costly{2});
  EXPECT_NE(encoded(*make_live(shared)), first);
  EXPECT_EQ(encodings, 2);
}

TEST(Live, WeighsWhatAValueKeepsInMemory) {
  const auto weight = [](const auto& live) { return live->weight(live->snapshot()); };
  EXPECT_GE(weight(make_live(Observable<std::string>(std::string(1000, 'x')))), 1000u);
  EXPECT_GE(weight(make_live(Observable<std::vector<double>>(std::vector<double>(1000)))), 8000u);
  EXPECT_GE(weight(make_live(Observable<Value>(Value(Value::List{Value(std::string(1000, 'x'))})))), 1000u);
  EXPECT_GE(weight(make_live(Observable<std::vector<std::string>>({std::string(1000, 'x')}))), 1000u);
  EXPECT_LE(weight(make_live(Observable<int>(1))), 16u);
}

TEST(Live, TellsListenersTheSnapshotAndTheOrigin) {
  Observable<int> count{1};
  const auto live = make_live(count);
  std::string heard;
  const void* origin = nullptr;
  Live::Snapshot before;
  Subscription subscription = live->listen(
      [&](const detail::Change& change, const Live::Snapshot& now) {
        heard += live->text(now);
        origin = change.origin;
      },
      before);
  EXPECT_EQ(live->text(before), "1");
  count.set(2);
  EXPECT_EQ(origin, nullptr);
  EXPECT_TRUE(live->assign(Value(3), &heard));
  EXPECT_EQ(origin, &heard);
  EXPECT_EQ(heard, "23");
  subscription.cancel();
  count.set(4);
  EXPECT_EQ(heard, "23");
}

TEST(Live, RefusesWhatDoesNotFit) {
  Observable<int> count{1};
  const auto result = make_live(count)->assign(Value("x"), nullptr);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::bad_payload);
  EXPECT_EQ(count.get(), 1);
}

TEST(Live, RefusesToSetWhatIsOnlyShown) {
  const auto result = make_live(Observable<Shown>())->assign(Value("x"), nullptr);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::refused);
}

TEST(Live, KeepsTheDeliveryOfItsHandle) {
  Observable<int> count{1};
  EXPECT_EQ(make_live(count)->delivery(), Delivery::latest);
  EXPECT_EQ(make_live(count.deliver(Delivery::every))->delivery(), Delivery::every);
}

}  // namespace
}  // namespace bonito
