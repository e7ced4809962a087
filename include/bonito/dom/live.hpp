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
  virtual Snapshot snapshot() const = 0;  // the newest value, frozen
  virtual void encode(const Snapshot& snapshot, Encoder& encoder) const = 0;
  virtual std::string text(const Snapshot& snapshot) const = 0;  // as JavaScript's String() writes it; null is ""
  virtual Value value(const Snapshot& snapshot) const = 0;
  virtual Subscription listen(Listener listener) const = 0;  // called on the setter's thread
  // What a browser sent; `origin` is the one that is not told again.
  virtual Result<bool> assign(const Value& value, const void* origin) const = 0;
  virtual Delivery delivery() const noexcept = 0;
};

namespace detail {

template <class T>
inline constexpr bool is_observable_v = false;
template <class T>
inline constexpr bool is_observable_v<Observable<T>> = true;

// What can stand as one piece of text: text, a number, a bool, or an optional of these.
template <class T>
inline constexpr bool is_showable_v = StringLike<T> || Number<T>;
template <class T>
inline constexpr bool is_showable_v<std::optional<T>> = is_showable_v<T>;

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
    return js_text(static_cast<double>(value));
  } else if constexpr (is_optional<T>) {
    return value ? shown_text(*value) : std::string();
  } else {
    return js_text(bonito::to_value(value));
  }
}

template <class T>
class LiveOf final : public Live {
 public:
  explicit LiveOf(Observable<T> observable) : observable_(std::move(observable)) {}

  Snapshot snapshot() const override { return observable_.snapshot(); }
  void encode(const Snapshot& snapshot, Encoder& encoder) const override { bonito::encode(encoder, get(snapshot)); }
  std::string text(const Snapshot& snapshot) const override { return shown_text(get(snapshot)); }
  Value value(const Snapshot& snapshot) const override { return bonito::to_value(get(snapshot)); }
  Subscription listen(Listener listener) const override {
    return listen_raw(observable_,
                      [listener = std::move(listener)](const Change& change, const std::shared_ptr<const T>& now) {
                        listener(change, now);
                      });
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

 private:
  static const T& get(const Snapshot& snapshot) { return *static_cast<const T*>(snapshot.get()); }
  Observable<T> observable_;
};

}  // namespace detail

template <Encodable T>
std::shared_ptr<const Live> make_live(Observable<T> observable) {
  return std::make_shared<detail::LiveOf<T>>(std::move(observable));
}

}  // namespace bonito
