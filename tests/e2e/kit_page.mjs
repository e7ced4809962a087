// The page of the conformance kit, for a spec (include/bonito/testing/conformance.hpp).
import assert from "node:assert/strict";
import { eventually } from "./browser.mjs";

export const patience = 600_000;  // of a machine that has other things to do
// What the kit does to the page on purpose.
export const cut = /WebSocket connection|WebSocket is already in CLOSING or CLOSED state|^Failed to load resource/;

// What the page, or a part of one that has it, says when the kit has found out: a verdict, and sentences.
export async function verdict_of(page) {
  const verdict = page.locator("h1");
  await eventually(async () => assert.match(await verdict.textContent(), /^The connection/), patience);
  return [await verdict.textContent(), ...(await page.locator("li").allTextContents())];
}
