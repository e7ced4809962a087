#include "session/sandbox.hpp"

#include <gtest/gtest.h>

namespace bonito::detail {
namespace {

std::string policy_of(std::string_view type) {
  Response response;
  sandbox_page(response, type);
  return std::string(find_header(response.headers, "Content-Security-Policy"));
}

TEST(Sandbox, HoldsWhatABrowserMightRunAsAPage) {
  for (const char* page :
       {"text/html", "text/html; charset=utf-8", "TEXT/HTML", "application/xhtml+xml", "image/svg+xml", "Image/SVG+XML",
        "image/svg+xml; charset=utf-8", "image/svg", "text/xml", "application/xml", "application/atom+xml",
        "image/x+xml", "audio/x+XML", "video/x+xml ;a=b", "text/css+xml", "text/xsl", "multipart/related", ""}) {
    EXPECT_EQ(policy_of(page), "sandbox") << page;
  }
}

TEST(Sandbox, HoldsWhatIsSeveralTypesAsBrowsersTakeTheLast) {
  EXPECT_EQ(policy_of("image/png, text/html"), "sandbox");
  EXPECT_EQ(policy_of("text/css;x=,text/html"), "sandbox");
}

TEST(Sandbox, IsNotForWhatIsNoPage) {
  for (const char* part :
       {"text/javascript", "text/javascript; charset=utf-8", "Application/JavaScript", "text/css; charset=utf-8",
        "font/woff2", "image/png", "IMAGE/JPEG", "video/mp4", "audio/ogg", "application/pdf"}) {
    EXPECT_EQ(policy_of(part), "") << part;
  }
}

}  // namespace
}  // namespace bonito::detail
