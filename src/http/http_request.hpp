// From what Beast read to a Request.
#pragma once
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "bonito/base/error.hpp"
#include "bonito/web/request.hpp"

namespace bonito::http {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Takes the body out of `message`. An Error says why this is no request we may answer.
Result<Request> read_request(BeastRequest& message, const std::string& peer);

}  // namespace bonito::http
