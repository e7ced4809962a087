// RemoteDownloads: whom a server asks for the downloads of the remote apps in its pages. Their addresses begin alike,
// and what follows is the worker's to know.
//
//   const auto offer = table.offer({visitor, ask_the_worker});   // as long as this is held
//   const auto response = table.answer(request, offer->beginning + key, who);
//
// Owner: the registry. Thread: any; `who` and what answers are asked with no lock held. Failure: what these throw.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "bonito/base/random.hpp"
#include "session/asset_table.hpp"
#include "session/visitor.hpp"

namespace bonito::detail {

struct RemoteOffer {
  Visitor visitor;
  std::function<Response(const Request& request, std::string_view key)> answer;
  std::string beginning = random_id();
};

class RemoteDownloads {
 public:
  std::shared_ptr<const RemoteOffer> offer(RemoteOffer offer);
  // Nothing if there is none of this name, or it is for somebody else. A guess that is almost right takes as long as
  // any.
  std::optional<Response> answer(const Request& request, std::string_view name, const AssetTable::Who& who) const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<const RemoteOffer>> offers_;  // by half of their beginnings
  std::size_t sweep_at_ = 64;
};

}  // namespace bonito::detail
