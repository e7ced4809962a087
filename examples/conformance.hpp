// The last option of examples that carry pages in a way of their own: does that way do what a session relies on? The
// page of the conformance kit (bonito/testing/conformance.hpp) is served in the place of the example's, and the program
// ends when the kit has found out, with status 1 if something is wrong.
//
//   --conformance [MEBIBYTES [cut]]     frames of up to so many MiB, 4 if nothing is said; cut: says "Cut!" when
//                                       somebody, the test say, is to cut the line
#pragma once
#include <algorithm>
#include <bonito/bonito.hpp>
#include <bonito/testing/conformance.hpp>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

class ConformanceOption {
 public:
  // Takes it out of the arguments.
  ConformanceOption(int& argc, char** argv) {
    char** const end = argv + argc;
    char** const option = std::find(argv, end, std::string_view("--conformance"));
    if (option == end) return;
    argc = static_cast<int>(option - argv);
    const std::size_t largest = (option + 1 < end ? std::stoul(option[1]) : 4) << 20;
    bonito::testing::ConformanceOptions limits{
        .max_down = largest, .max_up = std::min(largest, bonito::max_frame_from_browser), .burst = 3'000};
    if (option + 2 < end) limits.cut = [] { std::clog << "Cut!" << std::endl; };
    kit_.emplace(limits);
  }

  explicit operator bool() const { return kit_.has_value(); }
  bonito::App in_place_of(const bonito::App& app) const { return kit_ ? kit_->app() : app; }
  // What the program does in place of waiting for its end. After that, its status.
  void check() { std::clog << kit_->report().text() << std::flush; }
  int status() { return !kit_ || kit_->report().is_ok() ? 0 : 1; }

 private:
  std::optional<bonito::testing::Conformance> kit_;
};
