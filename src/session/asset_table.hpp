// AssetTable: the assets that some page of a server shows now, by key. It holds them weakly.
// Thread: any.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "bonito/session/asset.hpp"

namespace bonito {

class AssetTable {
 public:
  // The asset under its key; an equal one that is here already comes back instead, so that bytes are
  // kept once.
  Asset add(const Asset& asset);
  std::optional<Asset> find(const std::string& key) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<const Asset::Content>> assets_;
  std::size_t sweep_at_ = 64;
};

}  // namespace bonito
