// Program: a small program with one of everything that a page may send something to: handlers of events with and
// without fields, inputs, mirrors of both deliveries, regions within regions, values long enough for parts, an embedded
// app.
//
//   Program program;
//   testing::Browser browser(registry, program.app());
//
// Owner: a value; the app shares what it holds. Thread: any.
#pragma once
#include <memory>

#include "bonito/session/app.hpp"

namespace bonito::fuzz {

struct Program {
  App app() const;

  // What all pages show.
  const Observable<int> shared{0};
  const Observable<int> news = Observable<int>{0}.deliver(Delivery::every);
  // Every function of a page has one: how many there are says whether something of a page is left.
  const std::shared_ptr<int> held = std::make_shared<int>();
};

// In the page's markup, for whoever wants to know where these stand.
inline constexpr std::uint32_t shared_slot = 6;
inline constexpr std::uint32_t news_slot = 7;
inline constexpr std::uint32_t clicks_slot = 8;
inline constexpr std::uint32_t click_slot = 9;

}  // namespace bonito::fuzz
