// Live: an observable with its type forgotten, and what a binding needs of it.
//
//   std::shared_ptr<const Live> live = make_live(Observable<int>{7});
//   live->text(live->snapshot());   // "7"
//
// Owner: shared; it holds its observable. Thread: any; a listener runs on the thread that called set().
// Failure: assign() answers an Error for a value that does not fit.
#pragma once
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/base/payload.hpp"
#include "bonito/dom/encoded_values.hpp"
#include "bonito/reactive/raw.hpp"
#include "bonito/wire/convert.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/number_text.hpp"
#include "bonito/wire/value.hpp"

namespace bonito {

class Live {
 public:
  using Snapshot = std::shared_ptr<const void>;
  using Listener = std::function<void(const detail::Change&, const Snapshot&)>;

  virtual ~Live() = default;
  // How an encoded value goes on after what encode() wrote: bytes that belong to the value, or that were made
  // once for all who show it. Nothing, for most.
  struct Rest {
    SharedBytes shared;
    bool has_arrays = false;  // to be placed at a multiple of 8, so that arrays are aligned
  };

  virtual Snapshot snapshot() const = 0;  // the newest value, frozen
  // Whole, it is what encode() appends and then the rest. A value that others show, too, is encoded once.
  virtual Rest encode(const Snapshot& snapshot, Encoder& encoder) const = 0;
  virtual std::size_t weight(const Snapshot& snapshot) const = 0;  // bytes it keeps, about
  virtual std::string text(const Snapshot& snapshot) const = 0;    // as JavaScript's String() writes it; null is ""
  virtual Value value(const Snapshot& snapshot) const = 0;
  // Called on a setter's thread, with every value after `now`; with Delivery::every in order, one at a time.
  virtual Subscription listen(Listener listener, Snapshot& now) const = 0;
  // What a browser sent; `origin` is the one that is not told again.
  virtual Result<bool> assign(const Value& value, const void* origin) const = 0;
  virtual Delivery delivery() const noexcept = 0;
  virtual const void* identity() const noexcept = 0;  // the observable's, as long as this lives
};

namespace detail {

template <class T>
inline constexpr bool is_observable_v = false;
template <class T>
inline constexpr bool is_observable_v<Observable<T>> = true;

// Of what can be sent.
template <class T>
inline constexpr bool is_encodable_observable_v = false;
template <class T>
inline constexpr bool is_encodable_observable_v<Observable<T>> = Encodable<T>;

// What can stand as one piece of text: text, a number, a bool, or an optional of these.
template <class T>
inline constexpr bool is_showable_v = StringLike<T> || Number<T>;
template <class T>
inline constexpr bool is_showable_v<std::optional<T>> = is_showable_v<T>;

// What a browser is told of it: of a float the number that it is written as, in C++ as in a browser.
template <class T>
decltype(auto) as_shown(const T& value) {
  if constexpr (std::same_as<T, float>) {
    return decimal_of(value);
  } else if constexpr (std::same_as<T, std::optional<float>>) {
    return value ? std::optional(decimal_of(*value)) : std::nullopt;
  } else {
    return (value);
  }
}

// As JavaScript's String() writes it; nothing is "".
template <class T>
std::string shown_text(const T& value) {
  if constexpr (StringLike<T>) {
    return std::string(text_of(value));
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::integral<T>) {
    return std::to_string(value);
  } else if constexpr (Number<T>) {
    return js_text(static_cast<double>(as_shown(value)));
  } else if constexpr (is_optional<T>) {
    return value ? shown_text(*value) : std::string();
  } else {
    return js_text(bonito::to_value(value));
  }
}

// What the memory of a value weighs, about: for bounds.
std::size_t weight_of(const Value& value) noexcept;
template <class T>
std::size_t weight_of(const T& value) noexcept {
  if constexpr (StringLike<T>) {
    return sizeof(T) + text_of(value).size();
  } else if constexpr (Numbers<T> || ByteRange<T>) {
    return sizeof(T) + value.size() * sizeof(ElementOf<T>);
  } else if constexpr (std::same_as<T, Array>) {
    return sizeof(T) + value.bytes().size();
  } else if constexpr (is_optional<T>) {
    return value ? sizeof(T) + weight_of(*value) : sizeof(T);
  } else if constexpr (RangeOfOthers<T>) {
    std::size_t weight = sizeof(T);
    for (const auto& element : value) weight += weight_of(element);
    return weight;
  } else {
    return sizeof(T);
  }
}

// Encoded faster than looked up; or nothing but a view of the value's own memory.
template <class T>
inline constexpr bool is_quickly_encoded =
    !AdlEncodable<T> &&
    (Number<T> || std::is_enum_v<T> || is_duration<T> || is_time_point<T> || std::same_as<T, Date> || StringLike<T> ||
     Numbers<T> || std::same_as<T, Array> || ByteRange<T>);
template <class T>
inline constexpr bool is_quickly_encoded<std::optional<T>> = Number<T> && !AdlEncodable<T>;

template <class T>
class LiveOf final : public Live {
 public:
  explicit LiveOf(Observable<T> observable) : observable_(std::move(observable)) {
    if constexpr (!is_quickly_encoded<T>)
      encoded_ = EncodedValues::of(attachment_of(observable_, &EncodedValues::make));
  }

  Snapshot snapshot() const override { return observable_.snapshot(); }
  Rest encode(const Snapshot& snapshot, Encoder& encoder) const override {
    const T& value = get(snapshot);
    if constexpr (!is_quickly_encoded<T>) {
      const auto encoded = encoded_->get(snapshot, [&](Encoder& once) { bonito::encode(once, value); });
      return {{encoded, encoded->bytes}, encoded->has_arrays};
    } else if constexpr (StringLike<T>) {
      const std::string_view text = text_of(value);
      encoder.text_head(text.size());
      return {{snapshot, as_bytes(text)}};
    } else if constexpr (Numbers<T>) {
      const std::uint32_t extents[] = {static_cast<std::uint32_t>(value.size())};
      const auto data = std::as_bytes(std::span(value.data(), value.size()));
      encoder.array_head(element_of<ElementOf<T>>(), extents, data.size());
      return {{snapshot, data}};
    } else if constexpr (std::same_as<T, Array>) {
      encoder.array_head(value.element(), value.extents(), value.bytes().size());
      return {{snapshot, value.bytes()}};
    } else if constexpr (ByteRange<T>) {
      encoder.bytes_head(value.size());
      return {{snapshot, BytesView(value.data(), value.size())}};
    } else {
      bonito::encode(encoder, as_shown(value));
      return {};
    }
  }
  std::size_t weight(const Snapshot& snapshot) const override { return weight_of(get(snapshot)); }
  std::string text(const Snapshot& snapshot) const override { return shown_text(get(snapshot)); }
  Value value(const Snapshot& snapshot) const override { return bonito::to_value(as_shown(get(snapshot))); }
  Subscription listen(Listener listener, Snapshot& now) const override {
    const auto call = [listener = std::move(listener)](const Change& change, const std::shared_ptr<const T>& value) {
      listener(change, value);
    };
    const auto hears = delivery() == Delivery::every ? Hears::in_order : Hears::at_once;
    return listen_raw(observable_, call, hears, now);
  }
  Result<bool> assign(const Value& value, const void* origin) const override {
    if constexpr (Decodable<T>) {
      Result<T> decoded = bonito::from_value<T>(value);
      if (!decoded) return decoded.error();
      set_from(observable_, std::move(decoded).value(), origin);
      return true;
    } else {
      return Error{Errc::refused, "This value is only shown: its type has no from_value, so a browser cannot set it."};
    }
  }
  Delivery delivery() const noexcept override { return observable_.delivery(); }
  const void* identity() const noexcept override { return Access::source(observable_).get(); }

 private:
  static const T& get(const Snapshot& snapshot) { return *static_cast<const T*>(snapshot.get()); }
  Observable<T> observable_;
  std::shared_ptr<EncodedValues> encoded_;  // where encoding is worth sharing
};

}  // namespace detail

template <Encodable T>
std::shared_ptr<const Live> make_live(Observable<T> observable) {
  return std::make_shared<detail::LiveOf<T>>(std::move(observable));
}

}  // namespace bonito
