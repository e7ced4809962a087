// strict(app): the app's page under the strictest useful policy. What the page loads, runs and looks like comes from
// this program's own files; nothing is inline. A browser reports what is not so as an error, in its console.
//
//   server.route("/", strict(page()));
#pragma once
#include <bonito/bonito.hpp>

inline bonito::Handler strict(const bonito::App& app) {
  return [page = bonito::Handler(app)](const bonito::Visit& visit) {
    bonito::Response response = page(visit);
    response.headers.emplace_back("Content-Security-Policy", "default-src 'self'");
    return response;
  };
}
