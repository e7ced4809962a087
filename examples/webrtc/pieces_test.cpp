#include "pieces.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace webrtc {
namespace {

Bytes bytes(std::size_t size) {
  Bytes all(size);
  for (std::size_t i = 0; i < size; ++i) all[i] = static_cast<std::byte>(i * 7 % 251);
  return all;
}

std::vector<Bytes> cut(const Bytes& frame) {
  std::vector<Bytes> pieces;
  for_each_piece(frame, [&](BytesView piece) { pieces.emplace_back(piece.begin(), piece.end()); });
  return pieces;
}

TEST(Pieces, AFrameOfAnyLengthIsTheSameWhenItsPiecesAreJoined) {
  Joiner joiner;
  for (const std::size_t size : {0u, 1u, 100u, 65'534u, 65'535u, 65'536u, 131'070u, 1'000'000u}) {
    const auto pieces = cut(bytes(size));
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) EXPECT_FALSE(joiner.add(pieces[i])) << size;
    EXPECT_EQ(joiner.add(pieces.back()), bytes(size)) << size;
  }
  EXPECT_FALSE(joiner.is_spoilt());
}

TEST(Pieces, NoPieceIsLongerThanItMayBeAndNoneTooMany) {
  EXPECT_EQ(cut(bytes(longest_piece - 1)).size(), 1u);
  EXPECT_EQ(cut(bytes(longest_piece)).size(), 2u);
  for (const auto& piece : cut(bytes(300'000))) EXPECT_LE(piece.size(), longest_piece);
}

TEST(Pieces, AFrameMayBeAsLongAsThatAndNoLonger) {
  Joiner joiner(100'000);
  const auto whole = cut(bytes(100'000));
  EXPECT_FALSE(joiner.add(whole[0]));
  EXPECT_TRUE(joiner.add(whole[1]));
  const auto longer = cut(bytes(100'001));
  EXPECT_FALSE(joiner.add(longer[0]));
  EXPECT_FALSE(joiner.is_spoilt());
  EXPECT_FALSE(joiner.add(longer[1]));
  EXPECT_TRUE(joiner.is_spoilt());
  EXPECT_FALSE(joiner.add(cut(bytes(1))[0])) << "it takes no more";
}

TEST(Pieces, AnEmptyMessageIsNoPiece) {
  Joiner joiner;
  EXPECT_FALSE(joiner.add({}));
  EXPECT_TRUE(joiner.is_spoilt());
}

}  // namespace
}  // namespace webrtc
