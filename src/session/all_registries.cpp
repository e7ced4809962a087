#include "session/all_registries.hpp"

#include <mutex>
#include <utility>

namespace bonito::detail {
namespace {

// Never destroyed: sessions may end late.
struct Known {
  std::mutex mutex;
  std::vector<std::weak_ptr<SessionRegistry>> registries;
};

Known& known() {
  static auto* known = new Known;
  return *known;
}

}  // namespace

void add_registry(const std::shared_ptr<SessionRegistry>& registry) {
  auto& all = known();
  const std::lock_guard lock(all.mutex);
  std::erase_if(all.registries, [](const auto& each) { return each.expired(); });
  all.registries.push_back(registry);
}

std::vector<std::shared_ptr<SessionRegistry>> all_registries() {
  std::vector<std::shared_ptr<SessionRegistry>> alive;
  auto& all = known();
  const std::lock_guard lock(all.mutex);
  for (const auto& each : all.registries) {
    if (auto registry = each.lock()) alive.push_back(std::move(registry));
  }
  return alive;
}

}  // namespace bonito::detail
