// The library's own modules, which pages load on demand.
#include "session/library_module.hpp"

#include <gtest/gtest.h>

#include <string>

#include "bonito/base/error.hpp"
#include "session/client_files.hpp"

namespace bonito {
namespace {

TEST(LibraryModule, IsAModuleUnderItsContentsHash) {
  ASSERT_FALSE(detail::client_modules().empty());
  for (const auto& file : detail::client_modules()) {
    const std::string name(file.name.substr(0, file.name.size() - 3));
    const Asset module = detail::library_module(name);
    EXPECT_TRUE(module.is_module());
    EXPECT_FALSE(module.content().empty());
    EXPECT_TRUE(module.key().ends_with("-" + name + ".js")) << module.key();
    EXPECT_EQ(module.key(), detail::library_module(name).key());
  }
}

TEST(LibraryModule, ThatThereIsNotIsAFailure) { EXPECT_THROW(detail::library_module("none"), Failure); }

}  // namespace
}  // namespace bonito
