// Who a page was rendered for. Its socket has to be the same one's, and so has who asks for its assets.
#pragma once
#include <memory>
#include <string>

#include "bonito/web/request.hpp"

namespace bonito::detail {

struct Visitor {
  std::string identity;                      // as Request's
  std::shared_ptr<const Identify> identify;  // how to find it for the socket; null: the server's own way
  std::string client = "";                   // as Request's
};

}  // namespace bonito::detail
