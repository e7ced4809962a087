// TreeSlots: the session, seen from whoever writes a region's content and changes it later.
//
// Thread: the session's strand.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bonito/dom/component.hpp"
#include "bonito/dom/html_writer.hpp"
#include "dom/shown.hpp"

namespace bonito::detail {

class TreeSlots : public SlotGiver {
 public:
  // Runs it in a place of its own on the page, the region of the slot that comes back, with which it ends.
  virtual std::uint32_t run_here(const Js& script) = 0;
  // Renders it for a session of its own.
  virtual Content component(std::shared_ptr<const Component> component, Surroundings around) = 0;
  // What the next parts use is kept there. Null: as long as the session.
  virtual void keep_in(Keeps* keeps) = 0;

  // Of what is shown already: what the slot stands for from now on,
  virtual void rebind(std::uint32_t slot, Kind kind, const std::shared_ptr<const Live>& live) = 0;
  virtual void tell(std::uint32_t slot) = 0;  // its value, again
  virtual void rehandle(std::uint32_t slot, const EventHandler& handler) = 0;
  virtual void renew(std::uint32_t slot, const std::shared_ptr<const Component>& component) = 0;
  // and the markup of a region or component as the browser is to have it.
  virtual std::string again(std::uint32_t slot) = 0;
};

}  // namespace bonito::detail
