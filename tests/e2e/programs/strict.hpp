// What the browser tests' programs share: pages under the strict policy "default-src 'self'", so that a violation is
// an error in the browser's console.
#pragma once
#include <bonito/bonito.hpp>

namespace bonito::test {

inline Handler strict(App app) {
  return Handler([page = Handler(app)](const Visit& visit) {
    Response response = page(visit);
    response.headers.emplace_back("Content-Security-Policy", "default-src 'self'");
    return response;
  });
}

}  // namespace bonito::test
