// UnconnectedSessions: those that no browser has connected to yet, in the order in which they came.
//
//   UnconnectedSessions waiting(10'000, 500);
//   if (const auto oldest = waiting.add(session->id(), "192.0.2.1")) …   // has to go for the new one
//   waiting.remove(session->id());                                      // a browser connected, or it ended
//
// Whoever loads pages and never connects so pushes out pages of their own, and no more of the others' than
// the second bound asks for. Each call takes the same time, however many there are.
// Owner: the registry. Thread: one at a time. Failure: none.
#pragma once
#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace bonito::detail {

class UnconnectedSessions {
 public:
  // At least one of each is kept.
  UnconnectedSessions(std::size_t most, std::size_t most_per_place) : most_(most), most_per_place_(most_per_place) {}
  UnconnectedSessions(const UnconnectedSessions&) = delete;
  UnconnectedSessions& operator=(const UnconnectedSessions&) = delete;

  // Notes the newest. Returns the oldest, and forgets it, if there were as many as there may be: of this
  // place, or else of all. Who calls keeps what `id` views until the session is removed.
  std::optional<std::string_view> add(std::string_view id, const std::string& place);
  void remove(std::string_view id);  // harmless if it is not there

  std::size_t size() const noexcept { return sessions_.size(); }

 private:
  struct Waiting;
  using Queue = std::list<const Waiting*>;  // the oldest first
  using Places = std::unordered_map<std::string, Queue>;
  struct Waiting {
    std::string_view id;
    Places::pointer place;
    Queue::iterator in_all;
    Queue::iterator in_place;
  };

  const std::size_t most_;
  const std::size_t most_per_place_;
  std::unordered_map<std::string_view, Waiting> sessions_;
  Places places_;
  Queue all_;
};

}  // namespace bonito::detail
