#include "session/guarded_write.hpp"

#include <exception>
#include <string>
#include <utility>

#include "bonito/base/log.hpp"
#include "session/failure_references.hpp"
#include "session/link.hpp"

namespace bonito::detail {
namespace {

Sent guarded_write(Channel& connection, Payload frame, FailureReferences* failures) noexcept {
  std::string why = "it threw what is no std::exception";
  try {
    const Sent sent = connection.write(std::move(frame));
    if (sent != Sent::no || !connection.is_open()) return sent;  // one that has closed takes nothing
    why = "it took no frame, and says that it is open";
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
    // `why` says all that is known.
  }
  if (failures && !failures->next().is_new) return Sent::no;
  log(LogLevel::error, LogOwner::app,
      "A connection's write() failed, and it is closed; the page may come back, and nothing is lost: " + why + ".");
  return Sent::no;
}

}  // namespace

Sent write_to(Channel& connection, Payload frame) noexcept {
  return guarded_write(connection, std::move(frame), nullptr);
}

Sent write_to(Channel& connection, Payload frame, FailureReferences& failures) noexcept {
  return guarded_write(connection, std::move(frame), &failures);
}

}  // namespace bonito::detail
