import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { contrast } from "./looks.mjs";

// The paths that were asked for, with the answers' status, are in `answers`.
const styles = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("styles");
  const answers = [];
  const prepare = (page) => page.on("response", (answer) => answers.push([new URL(answer.url()).pathname, answer.status()]));
  await body((path, options) => visit(new URL(path, program.url).href, { prepare, ...options }), answers);
});
const computed = (page, selector, name, pseudo = null) =>
  page.locator(selector).evaluate((element, [key, part]) => getComputedStyle(element, part)[key], [name, pseudo]);
const rules_of = (page) => page.evaluate(() => {
  const all = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return all.map((rule) => rule.cssText);
});

test("rules nest, media count, and equal sets stand in the page once", styles(async (visit) => {
  const page = await visit("/", { context: { viewport: { width: 800, height: 700 } } });
  assert.equal(await computed(page, "#card", "padding"), "16px");
  assert.equal(await computed(page, "#card h2", "margin"), "0px");
  assert.equal(await computed(page, "#card p", "marginTop"), "8px");
  await page.locator("#card").hover();
  await eventually(async () => assert.equal(await computed(page, "#card", "outlineStyle"), "solid"));
  assert.equal(await computed(page, "#same", "outlineStyle"), "none");
  await page.setViewportSize({ width: 320, height: 700 });
  await eventually(async () => assert.equal(await computed(page, "#card", "padding"), "8px"));
  assert.equal(await computed(page, "#card h2", "fontSize"), "16px");
  const classes = await page.evaluate(() => ["card", "same"].map((id) => document.getElementById(id).className));
  assert.equal(classes[0], classes[1]);
  assert.equal((await rules_of(page)).filter((rule) => rule.startsWith(`.${classes[0]} {`)).length, 1);
}));

test("what one set does not say is as the other has it, and keyframes have a name of their own", styles(async (visit) => {
  const page = await visit("/");
  const name = await computed(page, "#alarm", "animationName");
  assert.match(name, /^b\d+-pulse$/);
  assert.equal(await computed(page, "#alarm", "padding"), "16px");
  const animation = await page.locator("#alarm").evaluate((element) => {
    const [animation] = element.getAnimations();
    return animation.effect.getKeyframes().map(({ offset }) => offset);
  });
  assert.ok(animation.includes(0.5), String(animation));
}));

for (const path of ["/", "/deep/er/cards"]) {
  test(`assets and addresses in url() are found from ${path}, in sheets and in regions`, styles(async (visit, answers) => {
    const page = await visit(path);
    await page.getByRole("button", { name: "more" }).click();
    await eventually(async () => assert.equal(await computed(page, "#note", "opacity"), "0.75"));
    for (const id of ["card", "note", "beside"]) {
      const address = /url\("(.*?)"\)/.exec(await computed(page, `#${id}`, "backgroundImage"))[1];
      await eventually(() => assert.ok(answers.some(([path, status]) => path === new URL(address).pathname && status === 200), address));
    }
    assert.deepEqual(answers.filter(([, status]) => status >= 400), []);
  }));
}

test("live styles have rules, too", styles(async (visit) => {
  const page = await visit("/");
  assert.equal(await computed(page, "#bar", "content", "::before"), '"low"');
  await page.getByRole("button", { name: "more" }).click();
  await eventually(async () => assert.equal(await computed(page, "#bar", "content", "::before"), '"high"'));
  const [bar, around] = await page.evaluate(() => {
    const bar = document.getElementById("bar");
    return [bar, bar.parentElement].map((element) => element.getBoundingClientRect().width);
  });
  assert.ok(Math.abs(bar - 0.75 * around) < 1, `${bar} of ${around}`);
}));

test("the rules of a live style come and go, and go with the region it stands in", styles(async (visit) => {
  const page = await visit("/passing");
  const red = (selector) => computed(page, selector, "color");
  const next = page.getByRole("button", { name: "next" });
  await shows(page.locator("p:first-child b"), "text 0");
  assert.equal(await red("p:first-child b"), "rgb(0, 2, 3)");
  for (let n = 1; n < 4; n++) {
    await next.click();
    await shows(page.locator("p:first-child b"), `text ${n}`);
    await eventually(async () => assert.equal(await red("p:first-child b"), `rgb(${n}, 2, 3)`));
    await eventually(async () => assert.equal(await red("#fixed b"), `rgb(${n}, 2, 3)`));
  }
  const sheets = () => page.evaluate(() => document.adoptedStyleSheets.length);
  assert.equal(await sheets(), 2);
  await next.click();
  await eventually(async () => assert.equal(await sheets(), 1));
}));

test("apps of one page have classes that no other has", styles(async (visit) => {
  const page = await visit("/embedded");
  const sections = page.locator("section");
  assert.equal(await sections.count(), 2);
  const names = await sections.evaluateAll((all) => all.map((each) => each.className));
  assert.notEqual(names[0], names[1]);
  for (const name of names) assert.equal(await computed(page, `.${name}`, "padding"), "16px");
}));

test("what is read has contrast, in the light and in the dark", styles(async (visit) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await visit("/", { context: { colorScheme } });
    const colours = [await computed(page, "#card", "color"), await computed(page, "#card", "backgroundColor")];
    assert.ok(contrast(...colours) > 7, `${colorScheme}: ${colours}`);
  }
}));

test("no text gets out of its place in the sheet, as Chromium reads it", styles(async (visit) => {
  const page = await visit("/noise");
  const { counts, broken, foreign } = await page.evaluate(() => {
    const counts = {};
    const broken = [];
    for (const each of document.querySelectorAll("p")) {
      const style = getComputedStyle(each);
      const place = style.getPropertyValue("--last");
      counts[place] = (counts[place] ?? 0) + 1;
      if (["value", "address"].includes(place) && style.getPropertyValue("--more") !== "1") broken.push(each.title);
      if (!place) broken.push(each.title);
    }
    // Every rule is about a class of ours, and says what we said.
    const foreign = [];
    const known = /^(--x|--more|--last|background.*)$/;
    const look = (rules) => {
      for (const rule of rules) {
        if (rule instanceof CSSStyleRule) {
          if (!/\.b\d/.test(rule.selectorText) || ![...rule.style].every((name) => known.test(name))) foreign.push(rule.cssText);
        } else if (!(rule instanceof CSSMediaRule)) foreign.push(rule.cssText);
        if (rule.cssRules) look(rule.cssRules);
      }
    };
    for (const sheet of document.styleSheets) look(sheet.cssRules);
    return { counts, broken, foreign };
  });
  assert.deepEqual(broken.slice(0, 5), []);
  assert.deepEqual(foreign.slice(0, 5), []);
  assert.equal(counts.address, 4000);
  for (const place of ["value", "selector", "condition"]) assert.ok(counts[place] > 100 && counts[place] < 4000, `${place}: ${counts[place]}`);
}));
