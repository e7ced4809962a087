// Request and Response: one HTTP exchange, as values. Words only: nothing here opens a socket.
//
//   Response hello(const Visit& visit) {
//     return {.body = "Hello, " + visit.captures.at(0), .headers = {{"Content-Type", "text/plain"}}};
//   }
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bonito/web/body_source.hpp"

namespace bonito {

using Headers = std::vector<std::pair<std::string, std::string>>;

// The first header of this name, compared without case; empty if there is none.
std::string_view find_header(const Headers& headers, std::string_view name) noexcept;

struct Request {
  std::string method = "";  // "GET"
  std::string path = "";    // "/user/7": percent-decoded, without the query
  std::string query = "";   // "q=1&r=2": as it was sent
  std::string body = "";
  std::string peer = "";  // the address of who asked: "127.0.0.1"
  Headers headers = {};
  std::string client = "";    // the visitor's address, as a proxy told that the server trusts; otherwise the peer's
  std::string identity = "";  // who asks, as an Identify found; empty where nobody is known
};

struct Response {
  int status = 200;
  std::string body = "";
  Headers headers = {};
  std::shared_ptr<const BodySource> source = {};  // in place of `body`: one that is read while it is sent
};

// Says who asks: a user's name, say, found by a cookie. Empty: nobody is known. Runs for each page and again
// for each of its sockets, on worker threads; it may block. Failure: what it throws refuses the request.
using Identify = std::function<std::string(const Request&)>;

// A request that a route matched, and what the pattern's :names and * caught, in order.
struct Visit {
  const Request& request;
  std::vector<std::string> captures;
  std::shared_ptr<const Identify> identify = {};  // how a handler found the request's identity: see with_identity()
};

// Percent-decodes a path or a query value; what is malformed stays as it is.
std::string percent_decode(std::string_view text);

// The value of `name` in a query, decoded ("+" is a space); empty if there is none.
std::string query_value(std::string_view query, std::string_view name);

}  // namespace bonito
