// strict(page): what serves the page, under the strictest useful policy: what the page loads, runs and looks like comes
// from this program's own files, and nothing is inline. A browser reports what is not so as an error, in its console.
//
//   server.route("/", strict(app));
#pragma once
#include <bonito/bonito.hpp>

namespace bonito::test {

inline Handler strict(Handler page) {
  return [page = std::move(page)](const Visit& visit) {
    Response response = page(visit);
    response.headers.emplace_back("Content-Security-Policy", "default-src 'self'");
    return response;
  };
}

}  // namespace bonito::test
