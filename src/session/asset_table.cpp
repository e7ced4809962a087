#include "session/asset_table.hpp"

#include <algorithm>
#include <map>

#include "bonito/base/constant_time.hpp"

namespace bonito {
namespace {

bool has_gone(const auto& showing) { return showing.asset.expired(); }

}  // namespace

ShownAsset AssetTable::show(const Asset& asset, const detail::Visitor& visitor) {
  const std::lock_guard lock(mutex_);
  auto& showings = assets_[asset.key()];
  std::erase_if(showings, [](const Showing& showing) { return has_gone(showing); });
  ShownAsset equal;
  for (const auto& [known, identity, identify] : showings) {
    auto alive = known.lock();
    if (!alive) continue;
    if (identity == visitor.identity && (identity.empty() || identify == visitor.identify)) return alive;
    equal = std::move(alive);
  }
  auto shown = std::make_shared<const Asset>(equal ? *equal : asset);
  showings.push_back({shown, visitor.identity, visitor.identify});
  if (assets_.size() >= sweep_at_) {
    std::erase_if(assets_, [](auto& entry) {
      return std::ranges::all_of(entry.second, [](const Showing& showing) { return has_gone(showing); });
    });
    sweep_at_ = std::max<std::size_t>(64, 2 * assets_.size());
  }
  return shown;
}

std::vector<std::string> AssetTable::outdated() const {
  std::vector<std::pair<std::string, ShownAsset>> shown;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, showings] : assets_) {
      for (const Showing& showing : showings) {
        if (auto alive = showing.asset.lock()) shown.emplace_back(key, std::move(alive));
      }
    }
  }
  std::vector<std::string> keys;
  for (const auto& [key, asset] : shown) {
    if (detail::is_outdated(*asset)) keys.push_back(key);
  }
  return keys;
}

std::optional<FoundAsset> AssetTable::find(const std::string& key, const Who& who) const {
  std::vector<Showing> showings;
  {
    const std::lock_guard lock(mutex_);
    const auto found = assets_.find(key);
    if (found == assets_.end()) return std::nullopt;
    showings = found->second;
  }
  // Whoever asks is asked for their name only where that matters.
  std::stable_partition(showings.begin(), showings.end(),
                        [](const Showing& showing) { return showing.identity.empty(); });
  std::map<std::shared_ptr<const Identify>, std::string> names;  // as each says; it may be slow
  for (const auto& [weak, identity, identify] : showings) {
    const auto shown = weak.lock();
    if (!shown) continue;
    if (identity.empty()) return FoundAsset{*shown, false};
    auto asked = names.find(identify);
    if (asked == names.end()) asked = names.emplace(identify, who(identify)).first;
    if (constant_time_equal(asked->second, identity)) return FoundAsset{*shown, true};
  }
  return std::nullopt;
}

}  // namespace bonito
