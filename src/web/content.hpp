// What has a fixed content, served as HTTP says (RFC 9110): GET and HEAD, conditions (13), ranges (14), codings
// (12.5.3).
//
//   if (auto refusal = refuse_method(request)) return *std::move(refusal);
//   return serve_content(request, {.type = "text/plain; charset=utf-8", .tag = hash, .size = text.size(), .read = …});
//
// A request with ranges is answered from the content as it is, never from a compressed form of it. Content that has a
// source is read while it is sent; but what is short, at once, so that its failures are known before anything is sent.
//
// Thread: any; as blocking as its functions are. Failure: an error page; what a source throws at once is thrown.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/base/bytes.hpp"
#include "bonito/web/request.hpp"
#include "web/http_date.hpp"
#include "web/ranges.hpp"

namespace bonito::detail {

// The same content in a content coding.
struct CodedContent {
  std::string_view coding;           // "gzip"
  std::function<BytesView()> bytes;  // asked for only if a request accepts the coding; empty: there is no such form
};

struct Content {
  std::string_view type = "";
  std::string tag = "";  // changes with every byte and the type; no quotation marks
  std::uint64_t size = 0;
  // Exactly these bytes, or nothing if they cannot be read. Called only when they are to be sent.
  std::function<std::optional<std::string>(ContentRange)> read = {};
  // In its place: of exactly these bytes. It lives as long as the answer.
  std::function<std::shared_ptr<const BodySource>(ContentRange)> source = {};
  std::optional<Seconds> modified = {};
  std::string_view cache_control = "no-cache";
  std::vector<CodedContent> codings = {};  // the best first
};

// A part of what is read by its offset: `read_at(offset, into)` gives as many bytes as are at hand.
using ReadAt = std::function<std::size_t(std::uint64_t offset, std::span<std::byte> into)>;
std::shared_ptr<const BodySource> source_of(ReadAt read_at, ContentRange range);

// The answer to any method but GET and HEAD.
std::optional<Response> refuse_method(const Request& request);

// 200; 206 for ranges; 304 and 412 as the request's conditions want it; 406 if it accepts no coding that there is; 416
// for ranges behind the end; 500 for what cannot be read.
Response serve_content(const Request& request, const Content& content);

}  // namespace bonito::detail
