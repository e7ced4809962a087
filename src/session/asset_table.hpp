// AssetTable: the assets that the pages of a server show now, by key, and whom they are shown to.
//
//   const ShownAsset shown = table.show(asset, session.visitor());   // as long as this, or a copy, is held
//   const auto found = table.find(key, who);
//
// Thread: any; `who` is asked with no lock held. Failure: what `who` throws.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "bonito/session/asset.hpp"
#include "session/visitor.hpp"

namespace bonito {

// One page's, or many pages', hold on an asset.
using ShownAsset = std::shared_ptr<const Asset>;

struct FoundAsset {
  Asset asset;
  bool is_private;  // to be had only by whom its pages were rendered for
};

class AssetTable {
 public:
  // Who asks, as this way of finding out says; null: the server's own.
  using Who = std::function<std::string(const std::shared_ptr<const Identify>& identify)>;

  // Equal bytes are kept once.
  ShownAsset show(const Asset& asset, const detail::Visitor& visitor);
  // If a page shows it that was rendered for nobody in particular, or for who asks. Who that is is asked for only then,
  // and each way of finding out is asked once, however many visitors' pages show it.
  std::optional<FoundAsset> find(const std::string& key, const Who& who) const;
  // The keys of those whose files have changed. It looks at the disk.
  std::vector<std::string> outdated() const;

 private:
  struct Showing {
    std::weak_ptr<const Asset> asset;
    std::string identity;
    std::shared_ptr<const Identify> identify;
  };
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::vector<Showing>> assets_;
  std::size_t sweep_at_ = 64;
};

}  // namespace bonito
