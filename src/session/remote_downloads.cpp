#include "session/remote_downloads.hpp"

#include <algorithm>

#include "bonito/base/constant_time.hpp"

namespace bonito::detail {
namespace {

std::string half_of(std::string_view beginning) { return std::string(beginning.substr(0, 11)); }

}  // namespace

std::shared_ptr<const RemoteOffer> RemoteDownloads::offer(RemoteOffer offer) {
  auto made = std::make_shared<const RemoteOffer>(std::move(offer));
  const std::lock_guard lock(mutex_);
  offers_[half_of(made->beginning)] = made;
  if (offers_.size() >= sweep_at_) {
    std::erase_if(offers_, [](const auto& entry) { return entry.second.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * offers_.size());
  }
  return made;
}

std::optional<Response> RemoteDownloads::answer(const Request& request, std::string_view name,
                                                const AssetTable::Who& who) const {
  std::shared_ptr<const RemoteOffer> offer;
  {
    const std::lock_guard lock(mutex_);
    const auto found = offers_.find(half_of(name));
    if (found != offers_.end()) offer = found->second.lock();
  }
  if (!offer) return std::nullopt;
  const auto size = offer->beginning.size();
  if (!constant_time_equal(offer->beginning, name.substr(0, size))) return std::nullopt;
  const auto& [identity, identify, client] = offer->visitor;
  if (!identity.empty() && !constant_time_equal(who(identify), identity)) return std::nullopt;
  return offer->answer(request, name.substr(size));
}

}  // namespace bonito::detail
