// What the messages of a page ask for.
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "bonito/wire/convert.hpp"
#include "session/link.hpp"
#include "session/tab.hpp"

namespace bonito::detail {

namespace {

std::optional<Error> unless(bool is_well_formed, const char* sentence) {
  if (is_well_formed) return std::nullopt;
  return protocol_error(sentence);
}

}  // namespace

Result<Link::Message> Link::read_message(Decoder& messages) {
  Message message;
  for (Value* part : {&message.opcode, &message.slot, &message.argument}) {
    auto next = messages.next();
    if (!next) return next.error();
    *part = std::move(*next);
  }
  return message;
}

std::optional<Error> Link::obey(const Message& message) {
  const Value& argument = message.argument;
  const auto opcode = message.opcode.integer();
  const auto slot = bonito::from_value<std::uint32_t>(message.slot);
  if (!opcode || !slot) return protocol_error("A message has no opcode or no slot.");
  const auto op = bonito::from_value<BrowserOp>(message.opcode);
  switch (op ? *op : BrowserOp{}) {  // zero is none
    case BrowserOp::event:
      if (!argument.list()) return protocol_error("An event's fields are no array.");
      tab_.call_handler(*slot, argument);
      return std::nullopt;
    case BrowserOp::notify: {
      try {
        const auto assigned = outbox().assign(*slot, argument);
        if (!assigned) complain("sent what a mirror refused: " + assigned.error().message);
      } catch (...) {
        tab_.show_error(std::current_exception(), "A listener");
      }
      return std::nullopt;
    }
    case BrowserOp::embedded: {
      const auto is_there = bonito::from_value<bool>(argument);
      if (!is_there) return protocol_error("Whether an embedded app is on the page is no bool.");
      tab_.embedded_apps().on_page(*slot, *is_there);
      return std::nullopt;
    }
    case BrowserOp::answer: return unless(tab_.scripts().answered(*slot, argument), "An answer is none.");
    case BrowserOp::call: return unless(tab_.scripts().called(*slot, argument), "A call names no function.");
    case BrowserOp::failed: return unless(tab_.scripts().failed(argument), "A failure is none.");
    case BrowserOp::torn: tab_.torn(*slot); return std::nullopt;
    case BrowserOp::unloaded: return unless(tab_.scripts().unloaded(*slot, argument), "No reason is given.");
  }
  return protocol_error("A message has the unknown opcode " + std::to_string(*opcode) + ".");
}

}  // namespace bonito::detail
