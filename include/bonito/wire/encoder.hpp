// Encoder: writes MessagePack to the end of a buffer.
//
//   Bytes frame;
//   Encoder encoder(frame);
//   encoder.list(2);            // the two values that follow are its elements
//   encoder.integer(7);
//   encoder.text("seven");
//
// Each value takes the fewest bytes it can, but a real stays a real. The elements of an array are
// aligned from the buffer's first byte, which is therefore the frame's. Text is written as it is: what
// is not UTF-8 arrives in the browser with U+FFFD in its place. The encoder borrows the buffer; one
// thread at a time. What the format cannot hold (2^32 bytes in one text, lists nested deeper than
// max_depth) throws Failure (too_large), and that call has then written nothing.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "bonito/base/bytes.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {

class Encoder {
 public:
  explicit Encoder(Bytes& out) noexcept : out_(out) {}

  void null();
  void boolean(bool value);
  void integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);
  void real(double value);
  void real32(float value);
  void text(std::string_view value);
  void bytes(BytesView value);
  void list(std::size_t size);  // then write that many values
  void map(std::size_t size);   // then write that many keys, each followed by its value
  void array(const Array& value);
  void array(Element element, std::span<const std::uint32_t> extents, BytesView data);
  template <ArrayElement T>
  void array(std::span<const T> numbers);  // in one dimension
  void date(Date value);                   // or a time_point of the system clock
  void extension(std::int8_t type, BytesView data);
  void value(const Value& value);
  void array_head(Element element, std::span<const std::uint32_t> extents, std::size_t data_bytes);  // its data follows
  void text_head(std::size_t bytes);                                                                 // its bytes follow
  void bytes_head(std::size_t bytes);
  void encoded(BytesView values);  // values that were encoded before

  bool wrote_array() const noexcept { return wrote_array_; }

 private:
  void write(const Value& value, std::size_t depth);

  Bytes& out_;
  bool wrote_array_ = false;
};

template <ArrayElement T>
void Encoder::array(std::span<const T> numbers) {
  const std::uint32_t extents[] = {static_cast<std::uint32_t>(numbers.size())};  // too many are refused by their bytes
  array(detail::element_of<T>(), extents, std::as_bytes(numbers));
}

}  // namespace bonito
