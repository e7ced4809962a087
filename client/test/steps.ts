// The steps of a patch, by name.
//
//   patch(page, 4, skip(2), enter(1), text("new"), leave(1), leave(0));
import type { Page } from "../src/dom.ts";
import { Reader } from "../src/msgpack_reader.ts";
import { Change, Step } from "../src/protocol.ts";
import { page_of } from "./html_page.ts";
import { encode } from "./support.ts";

export type Steps = unknown[];
const step = (code: Step) => (count: number): Steps => [8 * count + code];
export const leave = step(Step.leave);
export const skip = step(Step.skip);
export const enter = step(Step.enter);
export const remove = step(Step.remove);
export const hold = step(Step.hold);
export const put = step(Step.put);
const change = step(Step.change);
export const insert = (html: string): Steps => [...change(Change.insert), html];
export const text = (data: string): Steps => [...change(Change.text), data];
export const attribute = (name: string, value: string | null): Steps => [...change(Change.attribute), name, value];
export const rewind = change(Change.rewind);
export const end = change(Change.end);

// Returns what the page did, and how many bytes it left of what follows the patch.
export function patch(page: Page, region: number, ...steps: Steps[]) {
  const reader = new Reader(encode(...steps.flat(), "follows"));
  const done = page.patch(region, reader);
  return { ...done, left: reader.left - encode("follows").length };
}

// A region, 1, with this in it.
export function region_of(content: string, tag = "div") {
  const page = page_of(`<${tag} id="home"><!--r:1-->${content}<!--/r-->after</${tag}>`);
  const home = page.element("#home");
  return {
    ...page,
    home,
    shown: () => home.innerHTML.replace(/^<!--r:1-->|<!--\/r-->after$/g, ""),
    patch: (...steps: Steps[]) => patch(page.page, 1, ...steps),
  };
}

export const done = (gone: number[] = []) => ({ gone, torn: 0, left: 0 });
export const torn = (gone: number[] = []) => ({ gone, torn: 1, left: 0 });
