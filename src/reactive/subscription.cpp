#include "bonito/reactive/subscription.hpp"

#include "reactive/derived.hpp"
#include "reactive/listener.hpp"

namespace bonito {

Subscription::Subscription() noexcept = default;

Subscription::Subscription(std::shared_ptr<detail::ListenerState> listener,
                           std::shared_ptr<detail::Source> node) noexcept
    : listener_(std::move(listener)), node_(std::move(node)) {}

Subscription::Subscription(Subscription&& other) noexcept = default;

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    cancel();
    listener_ = std::move(other.listener_);
    node_ = std::move(other.node_);
  }
  return *this;
}

Subscription::~Subscription() { cancel(); }

void Subscription::cancel() noexcept {
  if (const auto listener = std::move(listener_)) listener->cancel();
  node_.reset();
}

void Subscription::detach() && noexcept {
  if (node_) static_cast<detail::Derived&>(*node_).keep();
  listener_.reset();
  node_.reset();
}

Subscription::operator bool() const noexcept { return listener_ && listener_->listening(); }

}  // namespace bonito
