#include "session/unconnected_sessions.hpp"

namespace bonito::detail {

std::optional<std::string_view> UnconnectedSessions::add(std::string_view id, const std::string& place) {
  std::optional<std::string_view> oldest;
  const auto known = places_.find(place);
  if (known != places_.end() && known->second.size() >= most_per_place_) {
    oldest = known->second.front()->id;
  } else if (!all_.empty() && all_.size() >= most_) {
    oldest = all_.front()->id;
  }
  if (oldest) remove(*oldest);

  auto& queue = *places_.try_emplace(place).first;
  auto& waiting = sessions_.try_emplace(id).first->second;
  waiting = {id, &queue, all_.insert(all_.end(), &waiting), queue.second.insert(queue.second.end(), &waiting)};
  return oldest;
}

void UnconnectedSessions::remove(std::string_view id) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  const Waiting& waiting = found->second;
  all_.erase(waiting.in_all);
  waiting.place->second.erase(waiting.in_place);
  if (waiting.place->second.empty()) places_.erase(places_.find(waiting.place->first));
  sessions_.erase(found);
}

}  // namespace bonito::detail
