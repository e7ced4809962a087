// The functions that the templates call.
#include "bonito/reactive/detail/core.hpp"

#include "reactive/derived.hpp"
#include "reactive/first_error.hpp"
#include "reactive/listener.hpp"
#include "reactive/propagation.hpp"

namespace bonito::detail {
namespace {

// `to` is held weakly: a subscription keeps nothing alive.
class Forward final : public Call {
 public:
  explicit Forward(std::weak_ptr<Source> to) : to_(std::move(to)) {}
  Propagate call(const Change&, const Frozen& value) override {
    if (const auto to = to_.lock()) write(to, value, nullptr);
    return Propagate::on;
  }

 private:
  std::weak_ptr<Source> to_;
};

std::shared_ptr<ListenerState> add_listener(const SourcePtr& source, std::unique_ptr<Call> call, std::int64_t rank,
                                            const ListenOptions& options, std::shared_ptr<Executor> executor,
                                            Reading& now) {
  settle(*source);
  auto listener = std::make_shared<ListenerState>(source, std::move(call), rank, options.delivery, std::move(executor));
  now = source->add_listener(listener);
  return listener;
}

}  // namespace

SourcePtr make_source(Frozen initial, const std::type_info& type) {
  return std::make_shared<Source>(std::move(initial), type, 0);
}

SourcePtr make_derived(std::span<const SourcePtr> inputs, Hold hold, std::unique_ptr<Compute> function,
                       const std::type_info& type) {
  auto node = std::make_shared<Derived>(inputs, hold, std::move(function), type);
  Deferral by_function;
  node->start();
  announce(by_function.end());
  return node;
}

Frozen read(const SourcePtr& source) {
  settle(*source);
  return source->reading().value;
}

std::shared_ptr<void> attachment(const SourcePtr& source, std::shared_ptr<void> (*make)()) {
  return source->attachment(make);
}

void write(const SourcePtr& source, Frozen value, const void* origin) {
  announce(store(source, std::move(value), origin));
}

void notify(const SourcePtr& source) { announce(store(source, nullptr, nullptr)); }

Subscription listen(const SourcePtr& source, std::unique_ptr<Call> call, const ListenOptions& options,
                    std::shared_ptr<Executor> executor) {
  Reading now;
  auto listener = add_listener(source, std::move(call), options.priority, options, std::move(executor), now);
  Subscription subscription(listener, nullptr);
  if (options.run_now) listener->deliver({nullptr, now.version}, now.value);
  return subscription;
}

Subscription listen_first(const SourcePtr& source, std::unique_ptr<Call> call, Hears hears, Frozen& now) {
  Reading reading;
  const auto rank = hears == Hears::in_order ? ListenerState::in_order_rank : ListenerState::first_rank;
  auto listener = add_listener(source, std::move(call), rank, {}, nullptr, reading);
  now = std::move(reading.value);
  return Subscription(std::move(listener), nullptr);
}

Subscription listen_to_node(SourcePtr node, std::unique_ptr<Call> call, const ListenOptions& options,
                            std::shared_ptr<Executor> executor) {
  Reading now;
  auto listener = add_listener(node, std::move(call), options.priority, options, std::move(executor), now);
  Subscription subscription(listener, std::move(node));
  if (options.run_now) listener->deliver({nullptr, now.version}, now.value);
  return subscription;
}

Subscription connect(const SourcePtr& from, const SourcePtr& to) {
  return listen(from, std::make_unique<Forward>(to), {}, nullptr);
}

void run_batch(void (*edits)(void*), void* closure) {
  FirstError error;
  Deferral batch;
  error.guard([&] { edits(closure); });
  error.guard([&] { announce(batch.end()); });
  error.rethrow();
}

Edit::Edit(const SourcePtr& source) : source_(source) { source_->lock_for_update(); }

Edit::~Edit() { unlock(); }

void Edit::commit(Frozen value) {
  auto round = store(source_, std::move(value), nullptr);
  unlock();
  announce(std::move(round));
}

void Edit::unlock() noexcept {
  if (std::exchange(locked_, false)) source_->unlock_for_update();
}

}  // namespace bonito::detail
