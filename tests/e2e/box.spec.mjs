// The box that tells a visitor what happened: whether it can be read, reached and pressed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "./browser.mjs";
import { refusals } from "./line_page.mjs";
import { contrast } from "./looks.mjs";

const box = (page) => page.locator(".bonito-alert");
const button = (page, name) => box(page).getByRole("button", { name });

// A page whose handler has failed.
const failure = (body, context) => inBrowser(async ({ start, visit }) => {
  const page = await visit(new URL("faulty", (await start("gallery")).url).href, { context });
  await page.getByRole("button", { name: "throw" }).click();
  await body(page, "alert");
});

// A page whose program is another one now.
const gone = (body, context) => inBrowser(async ({ start, visit }) => {
  const program = await start("lifecycle");
  const page = await visit(new URL("offer", program.url).href, { allow: refusals, context });
  await page.locator("#name").fill("Ada");
  await page.waitForFunction(() => Bonito.status === "connected");
  await program.kill();
  await start("lifecycle", "--port", program.port);
  await body(page, "alert");
});

// The same, loaded anew.
const kept = (body, context) => gone(async (page) => {
  await button(page, "Reload").click();
  await button(page, "Put it back").waitFor();
  await body(page, "status");
}, context);

const looks = (page) => box(page).evaluate((element) => {
  const { color, backgroundColor } = getComputedStyle(element);
  const place = (part) => {
    const { left, top, right, bottom } = part.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  return {
    role: element.getAttribute("role"), color, backgroundColor, whole: place(element),
    text: place(element.querySelector("p")), buttons: [...element.querySelectorAll("button")].map(place),
  };
});

for (const [what, shown] of Object.entries({ failure, gone, kept })) {
  for (const [colorScheme, width] of [["light", 1280], ["light", 320], ["dark", 1280], ["dark", 375]]) {
    test(`it can be read and pressed where the system is ${colorScheme} and the window ${width} wide (${what})`,
      shown(async (page, role) => {
        await box(page).waitFor();
        const seen = await looks(page);
        const { color, backgroundColor, whole, text, buttons } = seen;
        assert.equal(seen.role, role);
        assert.ok(contrast(color, backgroundColor) >= 7, `${color} on ${backgroundColor}`);
        assert.equal(contrast(backgroundColor, "rgb(0, 0, 0)") < 3, colorScheme === "dark");
        assert.ok(whole.left >= 0 && whole.right <= width && whole.bottom <= 640, JSON.stringify(whole));
        assert.ok(text.right - text.left >= 190, `The text is ${text.right - text.left} wide.`);
        for (const each of buttons) {
          assert.ok(each.right - each.left >= 24 && each.bottom - each.top >= 24, JSON.stringify(each));
          assert.ok(each.left >= text.right || each.top >= text.bottom, "a button stands in the text");
        }
      }, { colorScheme, viewport: { width, height: 640 } }));
  }
}

test("the keyboard reaches it after the page, and presses its buttons", gone(async (page) => {
  await button(page, "Reload").waitFor();
  await page.getByRole("button", { name: "end" }).focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Reload");
  assert.notEqual(await button(page, "Reload").evaluate((element) => getComputedStyle(element).outlineStyle), "none");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Dismiss");
  await page.keyboard.press("Enter");
  assert.equal(await box(page).count(), 0);
}));
