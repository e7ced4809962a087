#include "session/download_table.hpp"

#include <algorithm>

#include "bonito/base/constant_time.hpp"
#include "bonito/base/error.hpp"
#include "bonito/session/session.hpp"
#include "session/asset_content.hpp"
#include "session/download_content.hpp"

namespace bonito::detail {
namespace {

std::string beginning_of(std::string_view key) { return std::string(key.substr(0, 16)); }

}  // namespace

std::shared_ptr<const Offer> DownloadTable::offer(Offer offer) {
  const auto session = offer.session.lock();
  if (!session) throw Failure({Errc::closed, "The session that offers this download has ended."});
  const auto& content = *offer.download.content();
  offer.key = asset_key(as_bytes(session->id()), content.id, content.name);
  const std::lock_guard lock(mutex_);
  auto& known = offers_[beginning_of(offer.key)];
  if (auto alive = known.lock()) return alive;
  auto made = std::make_shared<const Offer>(std::move(offer));
  known = made;
  if (offers_.size() >= sweep_at_) {
    std::erase_if(offers_, [](const auto& entry) { return entry.second.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * offers_.size());
  }
  return made;
}

std::shared_ptr<const Offer> DownloadTable::find(std::string_view key, const AssetTable::Who& who) const {
  std::shared_ptr<const Offer> offer;
  {
    const std::lock_guard lock(mutex_);
    const auto found = offers_.find(beginning_of(key));
    if (found != offers_.end()) offer = found->second.lock();
  }
  if (!offer || !constant_time_equal(offer->key, key)) return nullptr;
  const auto& [identity, identify, client] = offer->visitor;
  if (identity.empty() || constant_time_equal(who(identify), identity)) return offer;
  return nullptr;
}

}  // namespace bonito::detail
