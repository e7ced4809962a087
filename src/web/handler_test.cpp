#include "bonito/web/handler.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace bonito {
namespace {

const Identify by_header = [](const Request& request) { return std::string(find_header(request.headers, "X-User")); };

Request from(const std::string& user) {
  Request request;
  request.path = "/page/7";
  request.headers = {{"X-User", user}};
  return request;
}

TEST(WithIdentity, TheHandlerInsideKnowsWhoAsks) {
  const auto handler = with_identity(
      [](const Visit& visit) {
        return Response{.body = visit.request.identity + " " + visit.request.path + " " + visit.captures.at(0)};
      },
      by_header);
  EXPECT_EQ(handler(Visit{from("ada"), {"7"}}).body, "ada /page/7 7");
  EXPECT_EQ(handler(Visit{from(""), {"7"}}).body, " /page/7 7");
}

TEST(WithIdentity, ThePageLearnsHowToAskAgain) {
  const auto handler =
      with_identity([](const Visit& visit) { return Response{.body = (*visit.identify)(visit.request)}; }, by_header);
  EXPECT_EQ(handler(Visit{from("ada"), {}}).body, "ada");
}

TEST(WithIdentity, TheInnermostCountsAlone) {
  const auto inner = with_identity([](const Visit& visit) { return Response{.body = visit.request.identity}; },
                                   [](const Request& request) { return request.identity + "bob"; });
  EXPECT_EQ(with_identity(inner, by_header)(Visit{from("ada"), {}}).body, "bob");
}

TEST(WithIdentity, WhatIdentifyThrowsEndsTheRequest) {
  const auto handler = with_identity([](const Visit&) { return Response{}; },
                                     [](const Request&) -> std::string { throw std::runtime_error("no database"); });
  EXPECT_THROW(handler(Visit{from("ada"), {}}), std::runtime_error);
}

}  // namespace
}  // namespace bonito
