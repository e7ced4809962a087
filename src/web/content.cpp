#include "web/content.hpp"

#include <algorithm>

#include "bonito/base/random.hpp"
#include "bonito/web/error_page.hpp"
#include "web/content_coding.hpp"
#include "web/header_text.hpp"

namespace bonito::detail {
namespace {

using Ranges = std::optional<std::vector<ContentRange>>;

constexpr std::uint64_t short_size = 64u << 10;

// The form of the content that answers: RFC 9110's selected representation.
struct Selected {
  std::string_view coding;
  BytesView bytes;  // of a coding other than identity
  std::string etag;
};

Selected select_identity(const Content& content) { return {identity_coding, {}, '"' + content.tag + '"'}; }

// The form that the request likes best, the first of those it likes alike. Nothing: it accepts none.
std::optional<Selected> select(const Headers& headers, const Content& content) {
  std::optional<Selected> best;
  int best_weight = 0;
  for (const auto& [coding, bytes_of] : content.codings) {
    const int weight = coding_weight(headers, coding);
    if (weight <= best_weight) continue;
    const auto bytes = bytes_of();
    if (bytes.empty()) continue;
    best = Selected{coding, bytes, '"' + content.tag + '-' + std::string(coding) + '"'};
    best_weight = weight;
  }
  if (coding_weight(headers, identity_coding) > best_weight) best = select_identity(content);
  return best;
}

enum class Comparison { strong, weak };  // RFC 9110, 8.8.3.2; our own tags are strong, and hold no comma

bool names(const Headers& headers, std::string_view header, std::string_view etag, Comparison comparison) {
  const auto tags = header_items(headers, header);
  if (tags.size() == 1 && tags[0] == "*") return true;
  return std::ranges::any_of(tags, [&](std::string_view tag) {
    if (comparison == Comparison::weak && tag.starts_with("W/")) tag.remove_prefix(2);
    return tag == etag;
  });
}

// The status that the request's conditions demand, in their order (RFC 9110, 13.2.2); nothing: they hold.
std::optional<int> failed_condition(const Headers& headers, std::string_view etag, std::optional<Seconds> modified) {
  const auto date = [&](std::string_view name) {
    return modified ? parse_http_date(find_header(headers, name)) : std::nullopt;
  };
  if (has_header(headers, "If-Match")) {
    if (!names(headers, "If-Match", etag, Comparison::strong)) return 412;
  } else if (const auto since = date("If-Unmodified-Since"); since && *modified > *since) {
    return 412;
  }
  if (has_header(headers, "If-None-Match")) {
    if (names(headers, "If-None-Match", etag, Comparison::weak)) return 304;
  } else if (const auto since = date("If-Modified-Since"); since && *modified <= *since) {
    return 304;
  }
  return std::nullopt;
}

// The ranges to send; nothing: all of the content. A date in If-Range never holds: it cannot tell two changes within
// one second, and who has our answer has its tag, too (RFC 9110, 13.1.5).
Ranges ranges_to_send(const Request& request, const Content& content) {
  const auto& headers = request.headers;
  if (request.method != "GET" || coding_weight(headers, identity_coding) == 0) return std::nullopt;
  if (has_header(headers, "If-Range") && find_header(headers, "If-Range") != select_identity(content).etag) {
    return std::nullopt;
  }
  auto ranges = requested_ranges(find_header(headers, "Range"), content.size);
  if (ranges && ranges->size() > 1 && content.source && content.size > short_size) return std::nullopt;
  return ranges;
}

// Exactly these bytes; nothing if they cannot be read.
std::optional<std::string> read_at_once(const Content& content, ContentRange range) {
  if (!content.source) return content.read(range);
  std::string bytes(range.size, '\0');
  const auto source = content.source(range);
  for (std::size_t filled = 0; filled < bytes.size();) {
    const auto more = source->read(std::as_writable_bytes(std::span(bytes).subspan(filled)));
    if (more == 0) return std::nullopt;
    filled += more;
  }
  return bytes;
}

std::string content_range(ContentRange range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + '-' + std::to_string(range.first + range.size - 1) + '/' +
         std::to_string(size);
}

// A body of the type multipart/byteranges (RFC 9110, 14.6); nothing if the content cannot be read.
std::optional<std::string> multipart(const Content& content, const std::vector<ContentRange>& ranges,
                                     std::string_view boundary) {
  std::string body;
  for (const auto range : ranges) {
    const auto bytes = read_at_once(content, range);
    if (!bytes) return std::nullopt;
    body.append("--").append(boundary);
    body.append("\r\nContent-Type: ").append(content.type);
    body.append("\r\nContent-Range: ").append(content_range(range, content.size)).append("\r\n\r\n");
    body.append(*bytes).append("\r\n");
  }
  return body.append("--").append(boundary).append("--\r\n");
}

Response filled(Response response, std::optional<std::string> body, std::string_view type) {
  if (!body) return error_page(500, "This file could not be read.");
  response.body = *std::move(body);
  response.headers.emplace_back("Content-Type", type);
  return response;
}

Response filled(Response response, const Content& content, ContentRange range) {
  if (!content.source || range.size <= short_size) {
    return filled(std::move(response), read_at_once(content, range), content.type);
  }
  response.source = content.source(range);
  response.headers.emplace_back("Content-Type", content.type);
  return response;
}

// `response` has the headers that every form has.
Response partial(Response response, const Content& content, const std::vector<ContentRange>& ranges) {
  if (ranges.empty()) {
    auto refusal = error_page(416, "This file ends before the part that was asked for.");
    refusal.headers.emplace_back("Content-Range", "bytes */" + std::to_string(content.size));
    return refusal;
  }
  response.status = 206;
  if (ranges.size() == 1) {
    response.headers.emplace_back("Content-Range", content_range(ranges[0], content.size));
    return filled(std::move(response), content, ranges[0]);
  }
  const std::string boundary = random_id();  // so no content holds it, whoever wrote it
  return filled(std::move(response), multipart(content, ranges, boundary),
                "multipart/byteranges; boundary=" + boundary);
}

Response whole(Response response, const Content& content, const Selected& selected) {
  if (selected.coding == identity_coding) return filled(std::move(response), content, {0, content.size});
  response.headers.emplace_back("Content-Encoding", selected.coding);
  return filled(std::move(response), std::string(as_text(selected.bytes)), content.type);
}

}  // namespace

std::shared_ptr<const BodySource> source_of(ReadAt read_at, ContentRange range) {
  auto read = [read_at = std::move(read_at), at = range.first, left = range.size](std::span<std::byte> into) mutable {
    const auto wanted = into.first(std::min<std::uint64_t>(into.size(), left));
    const auto bytes = wanted.empty() ? 0 : std::min(wanted.size(), read_at(at, wanted));
    at += bytes;
    left -= bytes;
    return bytes;
  };
  return std::make_shared<const BodySource>(BodySource{std::move(read), range.size});
}

std::optional<Response> refuse_method(const Request& request) {
  if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
  auto refusal = error_page(405, "Files can only be read: use GET or HEAD.");
  refusal.headers.emplace_back("Allow", "GET, HEAD");
  return refusal;
}

Response serve_content(const Request& request, const Content& content) {
  const auto ranges = ranges_to_send(request, content);
  const auto selected = ranges ? std::optional(select_identity(content)) : select(request.headers, content);
  if (!selected) return error_page(406, "This file is to be had in no coding that the request accepts.");
  Response response{.headers = {{"ETag", selected->etag},
                                {"Cache-Control", std::string(content.cache_control)},
                                {"Accept-Ranges", "bytes"},
                                {"X-Content-Type-Options", "nosniff"}}};
  if (content.modified) response.headers.emplace_back("Last-Modified", http_date(*content.modified));
  if (!content.codings.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (const auto status = failed_condition(request.headers, selected->etag, content.modified)) {
    if (*status == 412) return error_page(412, "This file is not the one that the request is about.");
    response.status = *status;
    return response;
  }
  return ranges ? partial(std::move(response), content, *ranges) : whole(std::move(response), content, *selected);
}

}  // namespace bonito::detail
