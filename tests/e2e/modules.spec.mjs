import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes } from "./line_page.mjs";

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

test("local modules run that import each other, and one by a bare name", modules(async (visit) => {
  const page = await visit("local");
  await shows(page.locator("#local"), "Hello, app and 4");
  await shows(page.locator("#seen"), "Hello, program of true");
}));

test("what several contents need is loaded once, and stays when they go", modules(async (visit) => {
  const page = await visit("regions");
  const next = page.getByRole("button", { name: "next" });
  for (const number of ["1", "2", "3"]) {
    await next.click();
    await shows(page.locator("#shown"), number);
    await eventually(async () => {
      assert.equal(await page.locator("#shown").evaluate((shown) => getComputedStyle(shown).color), "rgb(1, 2, 3)");
      // One file, as a module and as a classic script: each ran once, or the second was the same address, and did not.
      assert.equal(await page.locator("body").getAttribute("data-times"), "1");
    });
    assert.equal(await page.locator("link[href$='colour.css']").count(), 1);
  }
}));

test("a document of somebody's is shown, and its scripts do not run", modules(async (visit) => {
  const page = await visit("documents", { allow: /sandboxed/ });
  await page.frameLocator("iframe").getByText("Mine").waitFor();
  assert.notEqual(await page.title(), "bad");
}));

const elsewhere = { "/module.js": "export const said = 'module'", "/classic.js": "var classic = 'classic'" };
const digest = (path) => "sha384-" + createHash("sha384").update(elsewhere[path]).digest("base64");

for (const later of ["", "yes"]) {
  test(`what comes from elsewhere runs if it is as was said, and not otherwise (${later ? "later" : "at once"})`, modules(async (visit) => {
    const server = createServer(({ url }, response) => {
      response.writeHead(elsewhere[url] ? 200 : 404, { "Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*" });
      response.end(elsewhere[url]);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const at = `http://127.0.0.1:${server.address().port}`;
      const said = async (module, classic) => {
        const page = await visit(`checked?${new URLSearchParams({ at, later, module, classic })}`, { allow: /integrity|cannot be loaded|digest/ });
        if (later) await page.getByRole("button", { name: "run" }).click();
        await eventually(async () => assert.ok((await page.locator("output").allTextContents()).some(Boolean)));
        return page.locator("output").allTextContents();
      };
      const [module, classic] = ["/module.js", "/classic.js"].map(digest);
      await eventually(async () => assert.deepEqual(await said(module, classic), ["module", "classic"]));
      assert.deepEqual(await said(module, module), ["module", ""]);
      assert.deepEqual(await said(classic, classic), ["", "classic"]);
    } finally {
      server.close();
    }
  }));
}

test("in development a page whose module changes loads itself anew", inBrowser(async ({ start, visit }) => {
  const folder = await mkdtemp(join(tmpdir(), "bonito-modules-"));
  try {
    await cp(new URL("programs/modules/local", import.meta.url), folder, { recursive: true });
    process.env.MODULES_FOLDER = folder;
    const program = await start("modules", "--development");
    const page = await visit(new URL("local", program.url).href, { allow: /404|WebSocket/ });
    await shows(page.locator("#seen"), "Hello, program of true");
    await becomes(page, "connected"); // or it is not told of the change
    // Under another name at first, as the program may look at any time, and find a part of it.
    await writeFile(join(folder, "new.js"), "export const greet = (whom) => `Welcome, ${whom}`;\n");
    await rename(join(folder, "new.js"), join(folder, "greeter.js"));
    await shows(page.locator("#local"), "Welcome, app and 4");
  } finally {
    delete process.env.MODULES_FOLDER;
    await rm(folder, { recursive: true });
  }
}));
