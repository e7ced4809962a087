// What is heard of an element beside the browser's events. See "Slots in the markup" in the protocol.
//
//   const end = observe(element, "bonito:resize", hear);       undefined: this is an event of the browser's
import { DRAG, MOUNTED, RESIZE, VISIBLE } from "./protocol.ts";

export type Dragged = { phase: string; x: number; y: number; dx: number; dy: number; is_turn: boolean };

export function observe(element: HTMLElement, name: string, hear: (event: object) => void): (() => void) | undefined {
  if (name === DRAG) return drag(element, hear);
  if (name === MOUNTED) return queueMicrotask(() => hear({})), () => {}; // what it came with is in the page by then
  const Observer = name === RESIZE ? ResizeObserver : name === VISIBLE ? IntersectionObserver : undefined;
  if (!Observer) return;
  const observer = new Observer((seen: object[]) => hear(seen.at(-1)!));
  observer.observe(element);
  return () => observer.disconnect();
}

const phases: Record<string, string> = { pointermove: "move", pointerup: "end", pointercancel: "cancel", lostpointercapture: "cancel" };

// From where the pointer was pressed, wherever it goes. `is_turn`: beginning and end do not wait for a quiet moment.
function drag(element: HTMLElement, hear: (event: Dragged & Pick<Event, "target">) => void): () => void {
  let from: PointerEvent | undefined;
  const say = (phase: string, { clientX: x, clientY: y }: PointerEvent) => {
    const { clientX, clientY, target } = from!;
    hear({ phase, x, y, dx: x - clientX, dy: y - clientY, target, is_turn: phase !== "move" });
  };
  element.addEventListener("pointerdown", (event) => {
    if (from || event.button) return;
    from = event;
    element.setPointerCapture(event.pointerId);
    say("start", event);
  });
  for (const name in phases) {
    element.addEventListener(name, (event) => {
      if (from?.pointerId !== (event as PointerEvent).pointerId) return;
      say(phases[name]!, event as PointerEvent);
      if (name !== "pointermove") from = undefined;
    });
  }
  // The browser would select text, drag a picture, or scroll.
  for (const own of ["selectstart", "dragstart"]) element.addEventListener(own, (event) => from && event.preventDefault());
  element.style.touchAction = "none";
  return () => (from = undefined);
}
