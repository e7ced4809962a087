#include "session/closing.hpp"

#include "session/link.hpp"

namespace bonito::detail {

void dismiss(const void* whose, Channel& connection, const Bye& why) {
  const Closing now(whose);
  static_cast<void>(write_to(connection, bye_frame(why)));
  connection.close_because(why);
}

}  // namespace bonito::detail
