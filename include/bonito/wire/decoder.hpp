// Decoder: reads MessagePack that nobody vouches for.
//
//   Result<Value> value = decode(bytes);              // exactly one value, and nothing after it
//
//   Decoder decoder(bytes);                           // or one after the other
//   while (!decoder.done()) {
//     Result<Value> next = decoder.next();
//     if (!next) return next.error();
//   }
//
// Every claim of the input is checked against what is left of it, and against the options, before
// memory is taken for it. Whatever the bytes are, the answer is a value or an Error: bad_payload (not
// MessagePack, or cut off) or too_large (over a limit). The decoder looks at the bytes and does not
// keep them: values own what they hold. One thread at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "bonito/base/bytes.hpp"
#include "bonito/base/error.hpp"
#include "bonito/wire/limits.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {

struct DecodeOptions {
  std::size_t depth = max_depth;        // lists and maps within each other
  std::size_t elements = max_elements;  // values in all, over every next()
  bool raw_extensions = false;          // leave dates and arrays as Extension
};

class Decoder {
 public:
  explicit Decoder(BytesView input, DecodeOptions options = {}) noexcept : input_(input), options_(options) {}

  // The next value. After an error, that error again.
  Result<Value> next();
  bool done() const noexcept { return position_ == input_.size(); }
  std::size_t position() const noexcept { return position_; }  // bytes read so far

 private:
  bool read(Value& out, std::size_t depth);
  bool read_list(Value& out, std::uint64_t size, std::size_t depth);
  bool read_map(Value& out, std::uint64_t size, std::size_t depth);
  bool read_extension(Value& out, std::uint64_t size);
  bool read_date(Value& out, BytesView payload);
  bool read_array(Value& out, BytesView payload);
  bool take(std::uint64_t size, BytesView& out);
  bool take_number(std::size_t width, std::uint64_t& out);
  bool may_hold(std::uint64_t values, std::size_t depth);
  bool count(std::uint64_t values);
  bool fail(Errc code, std::string message);

  std::size_t left() const noexcept { return input_.size() - position_; }
  std::string place() const;  // "the value at byte 17"

  BytesView input_;
  DecodeOptions options_;
  std::size_t position_ = 0;
  std::size_t start_ = 0;     // of the value that is being read
  std::size_t elements_ = 0;  // made or announced so far
  std::optional<Error> error_;
};

// Exactly one value: bytes after it are an error.
Result<Value> decode(BytesView input, DecodeOptions options = {});

}  // namespace bonito
