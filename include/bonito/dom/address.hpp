// Addresses that are known only where they are shown: what a page calls an asset depends on who serves it. Support for
// attribute.hpp and style_value.hpp.
#pragma once
#include <concepts>
#include <functional>
#include <string>

namespace bonito {

class Session;

namespace detail {

using DeferredText = std::function<std::string(Session&)>;
// An address that is not looked at: who made it vouches for it, as an asset server does for a data: URL.
struct TrustedAddress {
  DeferredText text;
};

template <class T>
concept HasTrustedAddress = requires(const T& value) {
  { to_attribute_value(value) } -> std::same_as<TrustedAddress>;
};

}  // namespace detail
}  // namespace bonito
