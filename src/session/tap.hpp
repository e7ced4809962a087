// Tap: takes a link's place, so that somebody else speaks with a session's connection in its stead: the conformance kit
// does (bonito/testing). What a connection tells its session, it is told; and the page runs its script.
//
// Owner: the Link, from tap() on, and whoever made it. Thread: any, several at once. Failure: none.
#pragma once
#include <cstdint>
#include <memory>

#include "bonito/base/bytes.hpp"
#include "bonito/session/asset.hpp"
#include "bonito/session/channel.hpp"

namespace bonito::detail {

class Tap {
 public:
  virtual ~Tap() = default;
  virtual const Asset& script() const = 0;                  // what the page runs, instead of the client
  virtual bool uses_bulk() const noexcept { return true; }  // FrontendConnection::bulk()
  // As the Link's functions of these names.
  virtual std::uint64_t connect(std::shared_ptr<Channel> connection) = 0;
  virtual void process_message(BytesView frame, const std::shared_ptr<Channel>& own) = 0;
  virtual void process_message(BytesView frame, std::uint64_t number) = 0;
  virtual void lost(std::uint64_t number) = 0;
  virtual void lost() = 0;
  virtual void lost_closed() = 0;
  virtual bool is_current(std::uint64_t number) const = 0;
  virtual void writable() = 0;
  virtual void end(const Bye& why) = 0;
};

}  // namespace bonito::detail
