// Source: the state that handles of one observable share: a frozen value, its version, who listens and
// who is derived from it.
//
// Thread: any; one short lock, under which nothing of the user's runs or is destroyed.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bonito/reactive/detail/core.hpp"
#include "reactive/listener_list.hpp"

namespace bonito::detail {

class Derived;

// A change to tell: the value that was set, and to whom.
struct Round {
  SourcePtr source;
  Frozen value;
  Change change;
  ListenerList listeners;
  bool has_dependents;
  bool is_queued;  // for the listeners that hear in order
};

struct Reading {
  Frozen value;
  std::uint64_t version;
};

// Grows whenever a value is stored from which others are derived. A derived observable that was checked
// at this moment is up to date.
inline std::atomic<std::uint64_t> graph_moment{1};

class Source : public std::enable_shared_from_this<Source> {
 public:
  Source(Frozen initial, const std::type_info& type, unsigned height);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  bool is_derived() const noexcept { return height_ > 0; }
  unsigned height() const noexcept { return height_; }
  // The order in which derived ones are computed: inputs first.
  bool comes_before(const Source& other) const noexcept {
    return height_ != other.height_ ? height_ < other.height_ : id_ < other.id_;
  }
  std::string name() const;  // "Observable<int> #12"

  Reading reading() const;
  std::uint64_t version() const noexcept { return version_; }
  // Stores a value, or the same again if it is null. The round is empty if there is nobody to tell and
  // `later` is false.
  Round store(Frozen value, const void* origin, bool later);

  Reading add_listener(std::shared_ptr<ListenerState> listener);  // the value at that moment
  void remove_listener(const ListenerState& listener) noexcept;
  // Of a round that was made for `later`: to whom it is told now.
  ListenerList listeners() const;
  void queue(const Round& round) const;

  void add_dependent(const std::shared_ptr<Derived>& node);
  void keep_dependent(const std::shared_ptr<Derived>& node);  // from now on hold it strongly
  void remove_dependent(const Derived& node) noexcept;
  void collect_dependents(std::vector<std::shared_ptr<Derived>>& into) const;

  std::shared_ptr<void> attachment(std::shared_ptr<void> (*make)());

  void lock_for_update();
  void unlock_for_update() noexcept;

 protected:
  // For a derived one: stores what was computed; then, once, the round that tells it.
  void store_computed(Frozen value);
  Round take_change();

 private:
  void queue_in_order(const Round& round) const;
  struct Dependent {
    const Derived* key;
    std::weak_ptr<Derived> node;
    std::shared_ptr<Derived> kept;
  };

  mutable std::mutex mutex_;
  Frozen value_;
  std::atomic<std::uint64_t> version_;  // written under the lock
  std::uint64_t told_;                  // the newest version for which a round was made
  std::uint64_t arrivals_ = 0;
  ListenerList listeners_;
  std::vector<Dependent> dependents_;
  std::shared_ptr<void> attachment_;

  const std::type_info& type_;
  const std::uint64_t id_;
  const unsigned height_;  // 0, or one more than the highest input's

  std::mutex update_mutex_;
  std::atomic<const void*> updating_{nullptr};  // the thread inside update()
};

}  // namespace bonito::detail
