#include "bonito/reactive/observable_vector.hpp"

#include <gmock/gmock.h>

#include <string>
#include <thread>

#include "bonito/base/error.hpp"
#include "reactive/test_support.hpp"

namespace bonito {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, Errc::usage);
    return failure.what();
  }
  return "";
}

TEST(ObservableVector, HoldsWhatItIsGiven) {
  EXPECT_THAT(ObservableVector<int>().get(), IsEmpty());
  EXPECT_TRUE(ObservableVector<int>().empty());
  const ObservableVector list{1, 2};
  EXPECT_EQ(list.size(), 2u);
  EXPECT_EQ(*list.at(1), 2);
  EXPECT_THAT(list.get(), ElementsAre(1, 2));
  EXPECT_THAT(ObservableVector(std::vector<std::string>{"a"}).get(), ElementsAre("a"));
  EXPECT_THAT(ObservableVector<bool>({true, false}).get(), ElementsAre(true, false));
}

TEST(ObservableVector, EachMemberIsOneChange) {
  const ObservableVector<int> list{1, 2, 3};
  std::vector<std::vector<int>> heard;
  const auto listening = list.observable().on([&] { heard.push_back(list.get()); });
  list.push_back(4);
  list.insert(0, 0);
  list.insert(5, 5);
  list.erase(1);
  list.erase(1, 3);
  list.update(0, [](int& n) { n = 9; });
  list.swap(0, 2);
  list.set({1, 2, 3, 4});
  list.erase_if([](int n) { return n % 2 == 0; });
  list.clear();
  EXPECT_THAT(heard, ElementsAre(ElementsAre(1, 2, 3, 4), ElementsAre(0, 1, 2, 3, 4), ElementsAre(0, 1, 2, 3, 4, 5),
                                 ElementsAre(0, 2, 3, 4, 5), ElementsAre(0, 4, 5), ElementsAre(9, 4, 5),
                                 ElementsAre(5, 4, 9), ElementsAre(1, 2, 3, 4), ElementsAre(1, 3), IsEmpty()));
}

TEST(ObservableVector, MovesAnItemToWhereItsIndexIsTheOther) {
  const ObservableVector<int> list{0, 1, 2, 3};
  list.move(0, 2);
  EXPECT_THAT(list.get(), ElementsAre(1, 2, 0, 3));
  list.move(3, 0);
  EXPECT_THAT(list.get(), ElementsAre(3, 1, 2, 0));
  list.move(1, 1);
  EXPECT_THAT(list.get(), ElementsAre(3, 1, 2, 0));
}

TEST(ObservableVector, ItemsStayTheSameObjectsUnlessTheyAreEdited) {
  const ObservableVector<std::string> list{"a", "b", "c"};
  const auto before = list.snapshot();
  list.update(1, [](std::string& text) { text += "!"; });
  list.move(2, 0);
  const auto after = list.snapshot();
  EXPECT_EQ((*after)[0], (*before)[2]);
  EXPECT_EQ((*after)[1], (*before)[0]);
  EXPECT_NE((*after)[2], (*before)[1]);
  EXPECT_EQ(*(*before)[1], "b");
  EXPECT_THAT(list.get(), ElementsAre("c", "a", "b!"));
}

TEST(ObservableVector, EditsOrErasesTheItemsThatAreMeant) {
  const ObservableVector<int> list{1, 2, 3, 4};
  EXPECT_EQ(list.update_if([](int n) { return n > 2; }, [](int& n) { n *= 10; }), 2u);
  EXPECT_THAT(list.get(), ElementsAre(1, 2, 30, 40));
  EXPECT_EQ(list.erase_if([](int n) { return n == 2; }), 1u);
  EXPECT_THAT(list.get(), ElementsAre(1, 30, 40));
}

TEST(ObservableVector, RefusesAnIndexThatIsNotThere) {
  const ObservableVector<int> list{1};
  int heard = 0;
  const auto listening = list.observable().on([&] { ++heard; });
  EXPECT_EQ(failure_of([&] { list.at(1); }), "ObservableVector::at was given the index 1, and the list has 1 item.");
  EXPECT_THAT(failure_of([&] { list.insert(2, 0); }), HasSubstr("insert was given the index 2"));
  EXPECT_THAT(failure_of([&] { list.erase(1); }), HasSubstr("erase was given the index 1"));
  EXPECT_THAT(failure_of([&] { list.erase(0, 2); }), HasSubstr("the range from 0 to 2"));
  EXPECT_THAT(failure_of([&] { list.erase(1, 0); }), HasSubstr("the range from 1 to 0"));
  EXPECT_THAT(failure_of([&] { list.move(0, 1); }), HasSubstr("move"));
  EXPECT_THAT(failure_of([&] { list.move(1, 0); }), HasSubstr("move"));
  EXPECT_THAT(failure_of([&] { list.swap(0, 1); }), HasSubstr("swap"));
  EXPECT_THAT(failure_of([&] { list.update(7, [](int&) {}); }), HasSubstr("update was given the index 7"));
  EXPECT_EQ(heard, 0);
  EXPECT_THAT(list.get(), ElementsAre(1));
}

TEST(ObservableVector, AnEditThatThrowsChangesNothing) {
  const ObservableVector<int> list{1};
  EXPECT_THROW(list.update(0, [](int&) { throw std::runtime_error("no"); }), std::runtime_error);
  list.push_back(2);
  EXPECT_THAT(list.get(), ElementsAre(1, 2));
}

TEST(ObservableVector, CopiesShareOneList) {
  const ObservableVector<int> list{1};
  const auto copy = list;
  copy.push_back(2);
  EXPECT_TRUE(copy.same_as(list));
  EXPECT_FALSE(list.same_as(ObservableVector<int>{1}));
  EXPECT_THAT(list.get(), ElementsAre(1, 2));
}

TEST(ObservableVector, LosesNoChangeOfManyThreads) {
  const ObservableVector<int> list{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([=] {
      for (int i = 0; i < 250; ++i) {
        list.push_back(i);
        list.update(0, [](int& n) { ++n; });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(list.size(), 1001u);
  EXPECT_EQ(*list.at(0), 1000);
}

}  // namespace
}  // namespace bonito
