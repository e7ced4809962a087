// Values that go to the browser and come back: each is mirrored under its name, and under NAME-back comes what the
// browser has made of it. The page says of each whether it is the same.
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "strict.hpp"

using namespace bonito;

namespace {

class Cases {
 public:
  explicit Cases(Session& session) : session_(session) {}

  template <class T>
  void add(const std::string& name, const T& value) {
    const Observable<T> there{value};
    const Observable<T> back{T{}};
    const Observable<std::string> verdict{"missing"};
    session_.mirror(name, there);
    session_.mirror(name + "-back", back);
    back.on(session_, [=](const T& now) { verdict.set(now == value ? "equal" : "different"); });
    rows_.push_back(dom::tr(dom::th(name), dom::td("data-name"_a = name, verdict)));
  }

  // Numbers of one kind: its limits, and shapes.
  template <class T>
  void add_numbers(const std::string& name) {
    using Limits = std::numeric_limits<T>;
    add(name, std::vector<T>{Limits::lowest(), 0, 1, Limits::max()});
    add(name + "-empty", std::vector<T>{});
    add(name + "-one", std::vector<T>{7});
    for (const Array::Extents& extents : {Array::Extents{2, 3}, {2, 3, 4}, {1, 1, 1, 5}, {3, 0, 2}, {}}) {
      std::size_t size = 1;
      std::string shape = name;
      for (const auto extent : extents) size *= extent, shape += "-" + std::to_string(extent);
      std::vector<T> numbers(size);
      std::iota(numbers.begin(), numbers.end(), T{1});
      add(shape + (extents.empty() ? "-none" : ""), Array(std::move(numbers), extents));
    }
  }

  Node page() const { return dom::main(dom::table(dom::tbody(rows_))); }

 private:
  Session& session_;
  std::vector<Node> rows_;
};

App arrays() {
  return App([](Session& session) {
    Cases cases(session);
    cases.add_numbers<std::int8_t>("int8");
    cases.add_numbers<std::uint8_t>("uint8");
    cases.add_numbers<std::int16_t>("int16");
    cases.add_numbers<std::uint16_t>("uint16");
    cases.add_numbers<std::int32_t>("int32");
    cases.add_numbers<std::uint32_t>("uint32");
    cases.add_numbers<std::int64_t>("int64");
    cases.add_numbers<std::uint64_t>("uint64");
    cases.add_numbers<float>("float32");
    cases.add_numbers<double>("float64");
    const auto lent = std::make_shared<const std::vector<float>>(std::vector<float>{1, 2, 3, 4});
    cases.add("lent", Array(std::span<const float>(*lent).subspan(1), lent));
    cases.add("list-of-arrays", std::vector<std::vector<float>>{{1, 2}, {}, {3}});
    cases.add("map-of-arrays", std::map<std::string, Array>{{"x", Array(std::vector<std::int16_t>{1, 2}, {2, 1})}});
    cases.add("bytes", Bytes{std::byte{0}, std::byte{255}});

    for (const std::string text : {"quote\"", "apostrophe'", "back\\slash", "new\nline\r\n", "\u2028\u2029",
                                   "</script><!--", "\U0001F41F", "\uFEFFmark", "\uFFFD", "${x}`", "%s &amp; <b>"}) {
      cases.add("text " + text, text);
      cases.add("key " + text, std::map<std::string, int>{{text, 1}});
    }
    cases.add("text of zeros", std::string(3, '\0'));
    cases.add("long text", std::string(100'000, 'x') + "\u2028");

    constexpr std::int64_t exact = std::int64_t{1} << 53;
    for (const std::int64_t integer :
         {std::int64_t{0}, std::int64_t{-1}, exact - 1, exact, exact + 1, -exact + 1, -exact, -exact - 1,
          std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
      cases.add("int64 " + std::to_string(integer), integer);
    }
    for (const std::uint64_t integer : {std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max()}) {
      cases.add("uint64 " + std::to_string(integer), integer);
    }
    for (const double real : {0.1, -0.5, 1e300, 5e-324, static_cast<double>(exact), HUGE_VAL, -HUGE_VAL}) {
      cases.add("real " + std::to_string(real), real);
    }
    const Observable<std::string> typed{""};
    session.mirror("typed", typed);
    const auto hex = typed.map([](const std::string& text) {
      std::string digits;
      for (char c : text) {
        digits += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        digits += "0123456789abcdef"[c & 15];
      }
      return digits;
    });
    return dom::div(dom::output("id"_a = "typed", hex), cases.page());
  });
}

}  // namespace

int main(int argc, char** argv) try {
  Server server{ServerOptions{}.with_arguments(argc, argv)};
  server.route("/", test::strict(arrays()));
  std::cout << "Listening on " << server.url() << std::endl;
  server.wait();
} catch (const Failure& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
