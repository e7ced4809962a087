// How a script's arguments are written: values as they are, and of what the page has, handles.
#include <optional>
#include <utility>

#include "bonito/base/error.hpp"
#include "bonito/wire/encoder.hpp"
#include "bonito/wire/frame.hpp"
#include "session/long_messages.hpp"
#include "session/scripts.hpp"
#include "session/session_core.hpp"

namespace bonito::detail {
namespace {

void write_handle(Bytes& out, Handle kind, BytesView content) {
  Bytes payload{static_cast<std::byte>(kind)};
  payload.insert(payload.end(), content.begin(), content.end());
  Encoder(out).extension(handle_extension, payload);
}

void write_slot(Bytes& out, Handle kind, std::uint32_t slot) {
  Bytes content;
  Encoder(content).unsigned_integer(slot);
  write_handle(out, kind, content);
}

// Where nothing has to pass it.
void write_whole(FrameEnd end, const std::shared_ptr<Binding>& binding, LongMessage message) {
  LongMessages alone;
  const auto size = message.size();
  alone.add(binding, std::move(message), size);
  const auto part = alone.take(end.messages, size, 0);
  end.messages.insert(end.messages.end(), part.tail.bytes.begin(), part.tail.bytes.end());
}

}  // namespace

void Scripts::write(FrameEnd end, const Run& run) {
  const auto owner = run.owner.lock();
  if (!owner || owner->status() == SessionStatus::closed) return;
  if (run.question && !questions_.contains(*run.question)) return;  // nobody waits any more
  Bytes& messages = end.messages;
  std::optional<std::size_t> start;  // of its own message: what was introduced before it stays
  try {
    const auto scope = run.scope.value_or(SessionCore::of(*owner).scope());
    introduce(end, *owner, scope, run.arguments);
    start = messages.size();
    Encoder out(messages);
    out.unsigned_integer(static_cast<std::uint8_t>(run.question ? ServerOp::ask : ServerOp::run));
    out.unsigned_integer(scope);
    out.unsigned_integer(run.function);
    if (run.question) out.unsigned_integer(*run.question);
    write_arguments(messages, *owner, run.arguments);
  } catch (...) {
    if (start) messages.resize(*start);
    if (!run.question) {
      SessionCore::of(*owner).fail(std::current_exception(), "A script", run.place);
      return;
    }
    const Error error = SessionCore::of(*owner).fail(std::current_exception(), "A question", run.place, false);
    tab_.strand()->post([weak = tab_.weak_from_this(), number = *run.question, error] {
      if (const auto tab = weak.lock()) tab->scripts().answer(number, error);
    });
  }
}

void Scripts::introduce(FrameEnd end, Session& owner, std::uint32_t scope, const Js::Arguments& arguments) {
  if (templates_) templates_->introduce(end);
  for (const JsArgument& argument : arguments) {
    if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&argument)) {
      mirror(end, given_.give(owner, scope, *live));
    }
    if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&argument)) {
      introduce(end, owner, scope, (*script)->arguments());
    }
  }
}

void Scripts::mirror(FrameEnd end, const GivenMirrors::Given& given) {
  const auto& known = given.mirror;
  // In a page that comes anew a script may be said before it.
  if (known->is_introduced()) return;
  const auto before = end.messages.size();
  const auto take_back = [&] {
    end.messages.resize(before);
    known->start_anew(0);
  };
  try {
    auto whole = known->write(end, given.now);
    if (!whole) return;
    if (tab_.is_static()) return write_whole(end, known, *std::move(whole));
  } catch (...) {
    take_back();
    throw;
  }
  take_back();  // a value that is too long for this frame follows in its turn
  tab_.outbox().note(*known);
}

void Scripts::write_arguments(Bytes& out, Session& owner, const Js::Arguments& arguments) {
  Encoder(out).list(arguments.size());
  for (const JsArgument& argument : arguments) write_argument(out, owner, argument);
}

void Scripts::write_argument(Bytes& out, Session& owner, const JsArgument& argument) {
  if (const auto* value = std::get_if<Value>(&argument)) {
    Encoder(out).value(*value);
  } else if (const auto* element = std::get_if<ElementSlot>(&argument)) {
    write_slot(out, Handle::element, element->slot);
  } else if (const auto* node = std::get_if<Node>(&argument)) {
    const auto slot = elements_.slot_of(*node);
    if (!slot) {
      throw Failure({Errc::usage,
                     "An element that a script names is not on the page. Keep its Node, show it, and give the script "
                     "that very Node; of a region, only what it shows now."});
    }
    write_slot(out, Handle::element, *slot);
  } else if (const auto* live = std::get_if<std::shared_ptr<const Live>>(&argument)) {
    write_slot(out, Handle::observable, given_.slot_of(owner, **live));
  } else if (const auto* script = std::get_if<std::shared_ptr<const Js>>(&argument)) {
    Bytes content;
    Encoder(content).unsigned_integer(prepare(owner, **script, JsForm::expression));
    write_arguments(content, owner, (*script)->arguments());
    write_handle(out, Handle::script, content);
  } else if (const auto* deferred = std::get_if<DeferredJs>(&argument)) {
    const JsReference reference = (*deferred)(owner);
    Bytes content;
    if (!reference.integrity.empty()) Encoder(content).list(2);
    Encoder(content).text(reference.url);
    if (!reference.integrity.empty()) Encoder(content).text(reference.integrity);
    if (reference.kind == JsReference::Kind::global) Encoder(content).text(reference.global);
    for (const std::string& sheet : reference.sheets) Encoder(content).text(sheet);
    switch (reference.kind) {
      case JsReference::Kind::url: return Encoder(out).text(reference.url);
      case JsReference::Kind::module: return write_handle(out, Handle::module, content);
      case JsReference::Kind::global: return write_handle(out, Handle::global, content);
    }
  }
}

}  // namespace bonito::detail
