// DownloadTable: the downloads that the pages of a server offer now, by key, and whom they are offered to.
//
//   const auto offer = table.offer({download, …});   // as long as this, or a copy, is held
//   const auto found = table.find(key, who);
//
// Owner: the registry. Thread: any; `who` is asked with no lock held. Failure: what `who` throws.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bonito/session/download.hpp"
#include "session/asset_table.hpp"
#include "session/visitor.hpp"

namespace bonito::detail {

// One session's, of one download.
struct Offer {
  Download download;
  Visitor visitor;
  std::weak_ptr<Session> session;  // that fails, if the download does
  // Of this page, how many are read now.
  std::shared_ptr<std::atomic<std::size_t>> running;
  std::string key = "";  // ends the address: whoever knows the session's id could tell it, and nobody else
};

class DownloadTable {
 public:
  // The same one, as long as somebody holds it, for the same session and download.
  std::shared_ptr<const Offer> offer(Offer offer);
  // Null if there is none, or it is for somebody else. A guess that is almost right takes as long as any.
  std::shared_ptr<const Offer> find(std::string_view key, const AssetTable::Who& who) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<const Offer>> offers_;  // by the beginning of their keys
  std::size_t sweep_at_ = 64;
};

}  // namespace bonito::detail
