// BodySource: a response's body that is made while it is sent: a film, a table of any length.
//
//   std::vector<std::byte> piece(64u << 10);
//   while (const std::size_t bytes = source.read(piece)) send({piece.data(), bytes});
//
// Owner: the response; who sends it asks for a piece when the last one has left, so what waits is one piece. Thread:
// one at a time, any; read() may block. Failure: what read() throws, or an end before `size`, ends the body unfinished:
// cut the connection, so that whoever reads it knows.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "bonito/base/bytes.hpp"

namespace bonito {

struct BodySource {
  // The next bytes, as many as are at hand and have room in `into`, which is not empty; 0: this was all.
  std::function<std::size_t(std::span<std::byte> into)> read;
  std::optional<std::uint64_t> size = {};  // nothing: it is known when it has ended
};

}  // namespace bonito
