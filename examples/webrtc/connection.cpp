#include "connection.hpp"

#include <algorithm>
#include <string_view>

#include "data_channel.hpp"
#include "page_script.hpp"

namespace webrtc {
namespace {

using namespace bonito;

Response plain(int status, std::string sentence) {
  return {.status = status, .body = std::move(sentence), .headers = {{"Content-Type", "text/plain; charset=utf-8"}}};
}

// A browser says which page asks. One that is served elsewhere may not.
bool is_of_another_site(const Request& request) {
  const auto origin = find_header(request.headers, "Origin");
  const auto host = find_header(request.headers, "Host");
  return !origin.empty() && (host.empty() || !origin.ends_with("://" + std::string(host)));
}

// What the page is told that asks for a session which has ended: a frame, as if it came over the channel.
Response gone() {
  const Bytes bye = bye_frame({ByeCode::unknown_session, "This page's session has ended. Reload the page."});
  return {.status = 404,
          .body = std::string(as_text(bye)),
          .headers = {{"Content-Type", "application/octet-stream"}, {"Cache-Control", "no-store"}}};
}

Response answer_offer(Peers& peers, const Visit& visit) {
  if (visit.request.method != "POST") return plain(405, "An offer is posted.");
  if (is_of_another_site(visit.request)) return plain(403, "Offers come from this site's own pages.");
  const auto session = find_session(visit.captures.at(0));
  const auto connection = session ? connection_of<WebRtcConnection>(*session) : nullptr;
  if (!connection) return gone();
  try {
    return {.body = connection->answer(*session, peers, visit.request.body),
            .headers = {{"Content-Type", "application/sdp"}, {"Cache-Control", "no-store"}}};
  } catch (const Failure& failure) {
    return plain(400, failure.what());
  }
}

// The server's root, seen from a page: it may be elsewhere for the browser, behind a proxy.
std::string way_up(const std::string& path) {
  std::string way;
  for (auto slashes = std::ranges::count(path, '/'); slashes > 1; --slashes) way += "../";
  return way;
}

}  // namespace

Js WebRtcConnection::setup_connection(Session& session) {
  return page_script(offers_ + std::string(session.id()), longest_piece);
}

std::string WebRtcConnection::answer(Session& session, Peers& peers, const std::string& offer) {
  const std::shared_ptr<WebSocketHandler> handler(session.connection(), &handler_);
  const auto channel = std::make_shared<DataChannel>(session, handler);
  const auto peer = peers.make(channel);
  channel->carried_by(peer);
  try {
    return peer->answer(offer);
  } catch (...) {
    peer->close();
    throw;
  }
}

Registration carry_pages(Server& server, Peers& peers) {
  server.route("/webrtc/:session", [&peers](const Visit& visit) { return answer_offer(peers, visit); });
  return register_connection(
      [](const Request& page) { return std::make_shared<WebRtcConnection>(way_up(page.path) + "webrtc/"); });
}

}  // namespace webrtc
