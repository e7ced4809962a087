import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "./browser.mjs";

const modules = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("modules");
  await body((path, options) => visit(new URL(path, program.url).href, options), program);
});

for (const place of ["bundled", "deep/down/bundled"]) {
  test(`at /${place} a module of TypeScript and npm packages runs with its style sheet and pictures`, modules(async (visit) => {
    const page = await visit(place);
    const marker = page.locator("#map img.leaflet-marker-icon");
    await marker.waitFor();
    assert.equal(await marker.evaluate((image) => image.decode().then(() => image.naturalWidth)), 25);
    assert.equal(await page.locator(".leaflet-pane").first().evaluate((pane) => getComputedStyle(pane).position), "absolute");
  }));
}
