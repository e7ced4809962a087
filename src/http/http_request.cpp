#include "http/http_request.hpp"

namespace bonito::http {
namespace {

// "/path?query" of "http://host/path?query", which a client may send too (RFC 9112, 3.2.2).
std::string_view origin_form(std::string_view target) noexcept {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == target.npos) return target;
  const auto path = target.find('/', scheme + 3);
  return path == target.npos ? "/" : target.substr(path);
}

}  // namespace

Result<Request> read_request(BeastRequest& message, const std::string& peer) {
  using boost::beast::http::field;
  if (message.version() == 11 && message.count(field::host) != 1) {
    return Error{Errc::bad_payload, "A request of HTTP/1.1 needs one Host header."};
  }
  if (message.count(field::content_length) > 0 && message.count(field::transfer_encoding) > 0) {
    return Error{Errc::bad_payload, "A request may not have both Content-Length and Transfer-Encoding."};
  }
  const auto raw = message.target();
  const auto target = origin_form({raw.data(), raw.size()});
  if (!target.starts_with('/') && target != "*") {
    return Error{Errc::bad_payload, "The target of a request has to be a path that starts with \"/\"."};
  }
  const auto mark = target.find('?');
  Request request;
  request.method = std::string(message.method_string());
  request.path = percent_decode(target.substr(0, mark));
  if (mark != target.npos) request.query = target.substr(mark + 1);
  request.body = std::move(message.body());
  request.peer = request.client = peer;
  for (const auto& header : message) request.headers.emplace_back(header.name_string(), header.value());
  return request;
}

}  // namespace bonito::http
