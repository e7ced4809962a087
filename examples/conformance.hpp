// The last option of examples that carry pages in a way of their own: does that way do what a session relies on? The
// page of the conformance kit (bonito/testing/conformance.hpp) is served in the place of the example's, and the program
// ends when the kit has found out, with status 1 if something is wrong.
//
//   --conformance [MEBIBYTES [cut]]     frames of up to so many MiB, 4 if nothing is said; cut: says "Cut!" when
//                                       somebody, the test say, is to cut the line
//   --conformance upload FOLDER         in the place of the kit's, a page that takes a file; the program ends when
//                                       that is in the folder
#pragma once
#include <algorithm>
#include <bonito/bonito.hpp>
#include <bonito/testing/conformance.hpp>
#include <filesystem>
#include <future>
#include <iostream>
#include <memory>
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
    if (option + 2 < end && option[1] == std::string_view("upload")) {
      folder_ = option[2];
      return;
    }
    const std::size_t largest = (option + 1 < end ? std::stoul(option[1]) : 4) << 20;
    bonito::testing::ConformanceOptions limits{
        .max_down = largest, .max_up = std::min(largest, bonito::max_frame_from_browser), .burst = 3'000};
    if (option + 2 < end) limits.cut = [] { std::clog << "Cut!" << std::endl; };
    kit_.emplace(limits);
  }

  explicit operator bool() const { return kit_ || !folder_.empty(); }
  bonito::App in_place_of(const bonito::App& app) const {
    return kit_ ? kit_->app() : folder_.empty() ? app : upload_page();
  }
  // What the program does in place of waiting for its end. After that, its status.
  void check() {
    if (!kit_) return came_->get_future().wait();
    std::clog << kit_->report().text() << std::flush;
  }
  int status() { return !kit_ || kit_->report().is_ok() ? 0 : 1; }

 private:
  bonito::App upload_page() const {
    return bonito::App([folder = folder_, came = came_] {
      const auto upload = bonito::Upload({.max_bytes = 16u << 20, .max_files = 1});
      upload.on_file([=](const bonito::UploadedFile& file) {
        file.keep(folder / file.name()).value();
        came->set_value();
      });
      return bonito::dom::main(bonito::dom::label("A file ", upload));
    });
  }

  std::optional<bonito::testing::Conformance> kit_;
  std::filesystem::path folder_;
  const std::shared_ptr<std::promise<void>> came_ = std::make_shared<std::promise<void>>();
};
