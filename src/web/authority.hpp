// Authority and WebOrigin: which server a Host header, an Origin header or a URL names.
//
//   parse_authority("Example.org:8080");       // {"example.org", 8080}
//   parse_origin("https://example.org");       // {true, "example.org", 443}
//   parse_origin("null");                      // nothing
//
// What they read comes from anybody, so only what is exactly right is read. A name is in lower case and
// without the dot at its end; an address is in its canonical form, without brackets. Thread: any; they are
// values. Failure: nothing, where the text is none.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bonito::detail {

struct Authority {
  std::string host;
  std::optional<std::uint16_t> port;
};
// "host", "host:port", "[::1]:port"; nobody's name or password before it.
std::optional<Authority> parse_authority(std::string_view text);

struct WebOrigin {
  bool secure = false;  // https
  std::string host;
  std::uint16_t port = 0;
  friend bool operator==(const WebOrigin&, const WebOrigin&) = default;
};
// The origin of what an authority names under http or https: without a port, it is the usual one.
WebOrigin origin_at(const Authority& authority, bool secure);
// "https://example.org:8080", as the Origin header says it; http and https only.
std::optional<WebOrigin> parse_origin(std::string_view text);
// The same of a whole URL: "https://example.org/panel/".
std::optional<WebOrigin> origin_of_url(std::string_view url);

}  // namespace bonito::detail
