// What of an HTTP request is read by the library itself: the first line of an input is read as each kind of text there
// is, the others are headers. What is accepted has one meaning, however it was written, and no text of a stranger's
// becomes a header of an answer.
#include <span>
#include <string>

#include "bonito/web/mime.hpp"
#include "bonito/web/router.hpp"
#include "fuzz/target.hpp"
#include "http/close_reason.hpp"
#include "http/response_head.hpp"
#include "web/connect_rules.hpp"
#include "web/content.hpp"
#include "web/content_coding.hpp"
#include "web/header_text.hpp"
#include "web/http_date.hpp"
#include "web/ranges.hpp"

namespace bonito::fuzz {
namespace {

using namespace detail;

std::string bracketed(const std::string& host) { return host.find(':') == host.npos ? host : "[" + host + "]"; }

std::string written(const WebOrigin& origin) {
  return std::string(origin.secure ? "https" : "http") + "://" + bracketed(origin.host) + ":" +
         std::to_string(origin.port);
}

void read_names(std::string_view text) {
  if (const auto authority = parse_authority(text)) {
    require(lower_case(authority->host) == authority->host, "A name is in lower case.");
    const auto again = parse_authority(bracketed(authority->host));
    require(again && again->host == authority->host && !again->port, "A name has one form.");
    const auto origin = origin_at(*authority, true);
    require(parse_origin(written(origin)) == origin, "An origin is written and read the same.");
  }
  const auto origin = parse_origin(text);
  if (origin) require(parse_origin(written(*origin)) == origin, "An origin is written and read the same.");
  if (origin) require(origin_of_url(text) == origin, "An origin is a URL, and its own origin.");
  if (const auto of_url = origin_of_url(text)) {
    require(parse_origin(written(*of_url)) == of_url, "A URL has one origin.");
  }
}

void read_addresses(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (address) {
    require(IpAddress::parse(address->text()) == address, "An address is written and read the same.");
    require(address->network(128) == *address, "All bits of an address are the address.");
    require(address->network(24).network(8) == address->network(8), "A network lies in a larger one.");
    require(neighbourhood(text) == neighbourhood(address->text()), "An address has one neighbourhood.");
  }
  const auto range = IpRange::parse(text);
  const auto first = IpAddress::parse(text.substr(0, text.find('/')));
  if (range) require(first && range->contains(*first), "A range holds the address it was named by.");
  if (address) require(range.has_value(), "An address is a range of one.");
}

void read_text(std::string_view text) {
  const std::string decoded = percent_decode(text);
  require(decoded.size() <= text.size(), "Decoding makes no text longer.");
  require(text.find('%') != text.npos || decoded == text, "Text without percent signs stays as it is.");
  require(query_value(text, "name").size() <= text.size(), "A query's value is a piece of it.");
  const auto trimmed = trim(text);
  require(trim(trimmed) == trimmed, "What is trimmed stays so.");
  require(mime_type(text).find('/') != std::string_view::npos, "Every file has a type.");

  if (const auto date = parse_http_date(text)) {
    require(parse_http_date(http_date(*date)) == date, "A date is written and read the same.");
  }
  const auto reason = http::sendable({.code = static_cast<std::uint16_t>(text.size() * 97), .text = std::string(text)});
  require(reason.text.size() <= 123 && text.starts_with(reason.text), "A close frame has the start of its reason.");
  require(!is_utf8(text) || is_utf8(reason.text), "A reason is cut between characters.");
  static_cast<void>(http::ends_inside_character(text));

  static const Pattern patterns[] = {"/", "/a/:b", "/a/*", "/:a/b/:c"};
  for (const Pattern& pattern : patterns) {
    const auto captures = pattern.match(text);
    if (!captures) continue;
    for (const auto& capture : *captures)
      require(text.find(capture) != text.npos, "What is caught stands in the path.");
  }
}

void read_ranges(std::string_view text) {
  constexpr std::uint64_t size = 100;
  std::uint64_t sum = 0;
  const auto ranges = requested_ranges(text, size).value_or(std::vector<ContentRange>{});
  for (const auto range : ranges) {
    require(range.size > 0 && range.first < size && range.size <= size - range.first, "A range lies in its content.");
    sum += range.size;
  }
  require(sum <= size && ranges.size() <= most_ranges, "Ranges do not make a content longer.");
}

// However it is asked for, a content is sent at most once.
void serve(const Request& request) {
  const std::string text(100, 'x');
  const Content content{.type = "text/plain",
                        .tag = "v1",
                        .size = text.size(),
                        .read = [&](ContentRange range) { return text.substr(range.first, range.size); },
                        .modified = Seconds{std::chrono::seconds(784111777)},
                        .codings = {{"gzip", [] { return as_bytes("packed"); }}}};
  const auto answer = serve_content(request, content);
  constexpr std::size_t around_a_part = 200;
  require(answer.status >= 400 || answer.body.size() <= text.size() + (most_ranges + 1) * around_a_part,
          "A content is sent at most once.");
  require(answer.status != 304 || answer.body.empty(), "What is not modified is not sent.");
  const bool is_packed = !find_header(answer.headers, "Content-Encoding").empty();
  require(!is_packed || answer.status == 200, "A range is of the content as it is.");
  require(!is_packed || coding_weight(request.headers, "gzip") > 0, "Who cannot unpack it gets no packed content.");
}

Headers headers_of(std::string_view lines) {
  Headers headers;
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    const auto colon = std::min(line.find(':'), line.size());
    headers.emplace_back(line.substr(0, colon), line.substr(std::min(line.size(), colon + 1)));
  }
  return headers;
}

void read_request(const Request& request) {
  static const TrustedProxies proxies({"127.0.0.1", "10.0.0.0/8"});
  static const TrustedProxies nobody({});
  static const ConnectRules rules({.public_url = "https://example.org/panel/", .allowed_hosts = {"panel.example.com"}});
  const Forwarded untrusted = nobody.read(request);
  require(untrusted.client == request.peer && untrusted.host.empty() && !untrusted.secure,
          "Nobody is believed who is not trusted.");
  const Forwarded forwarded = proxies.read(request);
  require(IpAddress::parse(forwarded.client).has_value(), "A visitor's address is one.");
  if (const auto refusal = rules.check(request, forwarded)) return require_sentence(refusal->sentence + '.');
  const auto host = parse_authority(trim(find_header(request.headers, "Host")));
  require(host.has_value(), "Who may connect has said to whom.");
  if (!has_header(request.headers, "Origin")) return;
  const auto origin = parse_origin(trim(find_header(request.headers, "Origin")));
  require(origin.has_value(), "A page that may connect has an origin.");
  const auto behind_proxy = parse_authority(forwarded.host);
  require(origin->host == host->host || origin->host == "example.org" ||
              (behind_proxy && origin->host == behind_proxy->host),
          "A page of another host may not connect.");
}

// Whatever stands in names and values, there are no more lines than headers.
void answer(const Request& request) {
  const Response response{.status = 200, .body = "", .headers = request.headers};
  const std::string head = http::response_head(response, http::Persistence::close);
  require(head.find("\r\n\r\n") == head.size() - 4, "A head ends where it ends.");
  std::size_t lines = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\n') ++lines;
    require((head[i] == '\n') == (i > 0 && head[i - 1] == '\r'), "Lines end with both characters, and no other way.");
  }
  constexpr std::size_t ours = 5;  // status, Date, Content-Length, Connection, and the empty one
  require(lines <= request.headers.size() + ours, "A header is one line.");
}

void run(std::string_view input) {
  const auto text = input.substr(0, input.find('\n'));
  read_names(text);
  read_addresses(text);
  read_text(text);
  read_ranges(text);
  const Request request{.method = "GET",
                        .path = percent_decode(text),
                        .query = std::string(text),
                        .body = "",
                        .peer = "127.0.0.1",
                        .headers = headers_of(input.substr(std::min(input.size(), text.size() + 1)))};
  read_request(request);
  answer(request);
  serve(request);
}

}  // namespace
}  // namespace bonito::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  bonito::fuzz::run(bonito::as_text(std::as_bytes(std::span(data, size))));
  return 0;
}
