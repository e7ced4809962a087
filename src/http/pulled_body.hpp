// PulledBody: a body that is read while it is sent, piece by piece, and what frames each piece.
//
// Owner: the connection, and the job that reads. Thread: one at a time: pull() where it may block, the rest where the
// connection is. Failure: a source that throws, or ends too early, is logged, and the body is Next::broken.
#pragma once
#include <array>
#include <boost/asio/buffer.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bonito/web/body_source.hpp"
#include "http/response_head.hpp"

namespace bonito::http {

class PulledBody {
 public:
  PulledBody(std::shared_ptr<const BodySource> source, Framing framing);

  enum class Next { piece, end, broken };
  Next pull() noexcept;
  // The piece, or the end, that was pulled; until the next pull().
  std::array<boost::asio::const_buffer, 3> buffers() const noexcept;

 private:
  Next read();

  const std::shared_ptr<const BodySource> source_;
  const Framing framing_;
  std::uint64_t left_;  // where the size is known
  std::vector<std::byte> piece_;
  std::size_t size_ = 0;  // of what is in it
  std::string before_;
  std::string_view after_;
};

}  // namespace bonito::http
