// Random trees, changed step by step: beside each other one that is patched and one that is always made anew.
#include <iostream>
#include <memory>
#include <string>

#include "dom/random_trees.hpp"
#include "strict.hpp"

using namespace bonito;
using test::strict;
using testing::RandomTrees;

namespace {

constexpr int steps = 100;  // until other trees begin
constexpr int depth = 4;

class Pair {
 public:
  void step() {
    is_reworded_ = step_ % 3 == 2 && step_ % steps != 0;
    if (step_ % steps == 0) {
      begin(static_cast<unsigned>(step_ / steps));
    } else if (is_reworded_) {
      trees_->reword(spec_);
    } else {
      trees_->edit(spec_, depth);
    }
    ++step_;
    batch([&] {
      patched_.set(content());
      anew_.set(dom::keyed(std::to_string(step_), content()));
      trees_->number(step_ % 5).update([](int& n) { n += 10; });
    });
  }
  Node node() const {
    return dom::fragment(dom::section("id"_a = "patched", patched_), dom::section("id"_a = "anew", anew_));
  }

 private:
  void begin(unsigned seed) {
    trees_ = std::make_unique<RandomTrees>(seed);
    do spec_ = trees_->make(depth);
    while (spec_.children.size() < 2);
  }
  Node content() {
    return dom::fragment(dom::output("title"_a = is_reworded_ ? "reworded" : "edited", step_), trees_->node(spec_));
  }

  int step_ = 0;
  bool is_reworded_ = false;  // nothing but texts and attributes has changed
  std::unique_ptr<RandomTrees> trees_;
  RandomTrees::Spec spec_;
  Observable<Node> patched_, anew_;
};

App trees() {
  return App([] {
    const auto pair = std::make_shared<Pair>();
    pair->step();
    return dom::main(dom::button("step", on_click([=] { pair->step(); })), pair->node());
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", strict(trees()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
