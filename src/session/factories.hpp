// Factories: who makes a page's connection, or its asset server: the newest that wants to.
// Owner: a static of each kind, never destroyed, as registrations may end late. Thread: any; no lock is held while a
// factory runs. Failure: a factory that throws is logged, and the next one asked.
#pragma once
#include <algorithm>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bonito/base/log.hpp"
#include "bonito/session/frontend_connection.hpp"

namespace bonito::detail {

template <class Base>
class Factories {
 public:
  Registration add(Factory<Base> factory, bool forced) {
    const std::lock_guard lock(mutex_);
    const auto number = ++newest_;
    entries_.push_back({number, forced, std::move(factory)});
    return Registration([this, number] { remove(number); });
  }

  // Null if nobody wants to.
  std::shared_ptr<Base> make(const Request& request) const {
    for (const auto& entry : newest_first()) {
      if (auto made = ask(entry, request)) return made;
      if (entry.forced) break;
    }
    return nullptr;
  }

 private:
  struct Entry {
    std::uint64_t number;
    bool forced;
    Factory<Base> factory;
  };

  // Those that are forced before the others.
  std::vector<Entry> newest_first() const {
    const std::lock_guard lock(mutex_);
    std::vector<Entry> entries(entries_.rbegin(), entries_.rend());
    std::stable_partition(entries.begin(), entries.end(), [](const Entry& entry) { return entry.forced; });
    return entries;
  }

  static std::shared_ptr<Base> ask(const Entry& entry, const Request& request) {
    std::string why = "it threw what is no std::exception";
    try {
      return entry.factory(request);
    } catch (const std::exception& failure) {
      why = failure.what();
    } catch (...) {
      // `why` says all that is known.
    }
    log(LogLevel::error, LogOwner::app, "A registered factory failed, and the next one is asked: " + why);
    return nullptr;
  }

  void remove(std::uint64_t number) {
    std::vector<Entry> removed;  // destroyed without the lock
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(entries_, number, &Entry::number);
    if (found == entries_.end()) return;
    removed.push_back(std::move(*found));
    entries_.erase(found);
  }

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
  std::uint64_t newest_ = 0;
};

}  // namespace bonito::detail
