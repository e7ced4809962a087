// ConnectRules: may this browser connect here? They hold off two kinds of strangers.
//
//   const ConnectRules rules({.public_url = "https://example.org/panel/"});
//   if (const auto refusal = rules.check(request, proxies.read(request))) refuse(refusal->sentence);
//
// A page of another origin, which asks with its visitor's cookies, is known by its Origin header. A page
// whose own name was made to mean this machine (DNS rebinding) has the right origin, and is known by the
// Host header: it carries a public name that nobody gave to this server. A program that is no browser sends
// no Origin. docs/decisions/0005-who-may-connect.md says why each name is allowed.
//
// A script cannot add headers to a WebSocket's handshake, so that whatever says that it passed a proxy did so. Its
// fetch() can say anything but what browsers say themselves (Host, Origin, Sec-Fetch-Site): there a proxy has to be one
// that is trusted.
// Thread: any; they do not change. Failure: an option that is no URL or no name throws Failure{Errc::usage}.
#pragma once
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "bonito/web/request.hpp"
#include "web/authority.hpp"
#include "web/forwarded.hpp"

namespace bonito::detail {

struct ConnectOptions {
  std::string public_url = "";
  std::vector<std::string> allowed_hosts = {};  // what the program says it is called
  std::vector<std::string> own_names = {};      // what the system says; those that are no names do not count
};

struct Refusal {
  enum class Stranger { origin, host } stranger;
  std::string sentence;  // what to do about it
};

class ConnectRules {
 public:
  explicit ConnectRules(const ConnectOptions& options);

  // Nothing: it may connect. For handshakes of WebSockets, and for what a script fetches.
  std::optional<Refusal> check(const Request& request, const Forwarded& forwarded) const;
  // A browser says its page's origin with every POST, so one without is refused.
  std::optional<Refusal> check_fetch(const Request& request, const Forwarded& forwarded) const;

 private:
  std::optional<Refusal> check_origin(const Request& request, const Forwarded& forwarded) const;
  std::optional<Refusal> check_host(const Request& request, bool passed_a_proxy) const;

  std::optional<WebOrigin> public_origin_;
  std::unordered_set<std::string> names_;
};

}  // namespace bonito::detail
