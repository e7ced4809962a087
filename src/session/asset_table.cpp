#include "session/asset_table.hpp"

#include <algorithm>

namespace bonito {

Asset AssetTable::add(const Asset& asset) {
  const std::lock_guard lock(mutex_);
  auto& entry = assets_[asset.key()];
  if (auto known = entry.lock()) return Asset(std::move(known));
  entry = asset.content_;
  if (assets_.size() >= sweep_at_) {
    std::erase_if(assets_, [](const auto& each) { return each.second.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * assets_.size());
  }
  return asset;
}

std::optional<Asset> AssetTable::find(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = assets_.find(key);
  if (found == assets_.end()) return std::nullopt;
  auto content = found->second.lock();
  if (!content) return std::nullopt;
  return Asset(std::move(content));
}

}  // namespace bonito
