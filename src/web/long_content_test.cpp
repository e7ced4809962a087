// Content that is read while it is sent.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "web/content.hpp"

namespace bonito::detail {
namespace {

// A content of this size that is read by its offset: each byte is its offset's last digit.
class ServeLongContent : public ::testing::Test {
 protected:
  Response get(const Headers& headers = {}) {
    const Request request{.method = "GET", .path = "/", .headers = headers};
    return serve_content(request,
                         {.type = "text/plain", .tag = "v1", .size = size, .source = [this](ContentRange range) {
                            return source_of(
                                [this](std::uint64_t at, std::span<std::byte> into) { return read(at, into); }, range);
                          }});
  }
  static std::string all_of(const BodySource& source) {
    std::string all;
    std::array<std::byte, 1000> piece;
    while (const auto bytes = source.read(piece)) all += as_text(BytesView(piece).first(bytes));
    return all;
  }
  static std::string digits(std::uint64_t first, std::uint64_t count) {
    std::string all;
    for (auto at = first; at < first + count; ++at) all += static_cast<char>('0' + at % 10);
    return all;
  }

  std::uint64_t size = 1'000'000;
  std::uint64_t end = size;  // of what can be read

 private:
  std::size_t read(std::uint64_t at, std::span<std::byte> into) const {
    if (at >= end) return 0;
    const auto text = digits(at, std::min<std::uint64_t>(into.size(), 777));
    std::ranges::copy(as_bytes(text), into.begin());
    return text.size();
  }
};

TEST_F(ServeLongContent, IsInTheAnswersSource) {
  const auto answer = get();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.source->size, size);
  EXPECT_EQ(all_of(*answer.source), digits(0, size));
}

TEST_F(ServeLongContent, ARangeOfItIs) {
  const auto answer = get({{"Range", "bytes=123456-345677"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(find_header(answer.headers, "Content-Range"), "bytes 123456-345677/1000000");
  EXPECT_EQ(answer.source->size, 222'222U);
  EXPECT_EQ(all_of(*answer.source), digits(123'456, 222'222));
}

TEST_F(ServeLongContent, AShortRangeIsReadAtOnce) {
  const auto answer = get({{"Range", "bytes=999995-"}});
  EXPECT_EQ(answer.source, nullptr);
  EXPECT_EQ(answer.body, "56789");
}

TEST_F(ServeLongContent, OfSeveralRangesNoneIsSentButAll) {
  const auto answer = get({{"Range", "bytes=0-1,5-9"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.source->size, size);
}

TEST_F(ServeLongContent, OfBeyondFourGibibytesARangeIsFound) {
  size = end = (std::uint64_t{5} << 30) + 7;
  EXPECT_EQ(get({{"Range", "bytes=-7"}}).body, digits(size - 7, 7));
  EXPECT_EQ(get().source->size, size);
}

TEST_F(ServeLongContent, ThatEndsEarlyIsAnErrorPageOrABodyThatEndsEarly) {
  end = 500'000;
  EXPECT_EQ(get({{"Range", "bytes=999990-"}}).status, 500);
  EXPECT_LT(all_of(*get().source).size(), size);
}

}  // namespace
}  // namespace bonito::detail
