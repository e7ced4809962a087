// A region that is patched is what it were if it were made anew, whatever changes in it, in the browser's own words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser } from "./browser.mjs";

const steps = 1000;

// In the page. Takes the step after this one, and gives what is wrong then.
function prepare() {
  const [button, patched, anew] = ["button", "#patched", "#anew"].map((name) => document.querySelector(name));

  const tokens = (all) =>
    all.split(" ").filter((token) => token[0] !== "n").map((token) => token.replace(/\d+/, "")).sort().join(" ");
  // Markup without what tells slots and rules apart, and what is nothing to anybody.
  function normal(root) {
    const copy = root.cloneNode(true);
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_COMMENT);
    const nothing = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.COMMENT_NODE) {
        node.data = node.data.replace(/^([br]):\d+$/, "$1");
        if (!node.data || node.data.startsWith("n:")) nothing.push(node);
        continue;
      }
      const attributes = [...node.attributes].map(({ name, value }) => [name, value]).sort();
      for (const [name] of attributes) node.removeAttribute(name);
      for (const [name, value] of attributes) {
        node.setAttribute(name, name === "data-b" ? tokens(value) : name === "class" ? value.replace(/b\d+/, "b#") : value);
        if (!node.getAttribute("data-b")) node.removeAttribute("data-b");
      }
    }
    for (const comment of nothing) comment.remove();
    copy.normalize();
    return copy.innerHTML;
  }
  const colours = (root) => [...root.querySelectorAll("ul")].map((list) => getComputedStyle(list).color).join();
  const keyed = (root) => new Map([...root.querySelectorAll("[data-key]")].map((element) => [element.dataset.key, element]));

  // Until it holds, looked at whenever the page changes.
  const until = (holds) => new Promise((resolve) => {
    if (holds()) return resolve(true);
    const end = (held) => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(held);
    };
    const observer = new MutationObserver(() => holds() && end(true));
    const timer = setTimeout(() => end(false), 60_000);
    observer.observe(document.querySelector("main"),
      { subtree: true, childList: true, characterData: true, attributes: true });
  });

  globalThis.kept = 0;  // elements, step after step
  globalThis.step = async (number) => {
    const before = keyed(patched);
    const all = [...patched.querySelectorAll("*")];
    const parents = new Map([...before].map(([key, element]) => [key, element.parentNode]));
    button.click();
    const is_there = await until(() => [patched, anew].every((root) => root.querySelector("output")?.textContent === `${number}`));
    if (!is_there) return "it does not come";
    const is_same = await until(() => normal(patched) === normal(anew));
    if (!is_same) return `patched: ${normal(patched)}\nanew:    ${normal(anew)}`;
    if (colours(patched) !== colours(anew)) return `colours: ${colours(patched)}\nanew:    ${colours(anew)}`;
    if (patched.querySelector("output").title === "reworded") {
      const now = [...patched.querySelectorAll("*")];
      if (now.length !== all.length || now.some((element, i) => element !== all[i])) return "an element is another one";
    }
    for (const [key, element] of keyed(patched)) {
      const old = before.get(key);
      if (!old || parents.get(key) !== element.parentNode) continue;
      if (old !== element) return `${key} is another element`;
      ++globalThis.kept;
    }
  };
}

test(`a region that is patched ${steps} times is each time as one that is made anew`, inBrowser(async ({ start, visit }) => {
  const program = await start("trees");
  const page = await visit(program.url);
  await page.evaluate(prepare);
  const wrong = await page.evaluate(async (steps) => {
    for (let number = 2; number <= steps; ++number) {
      const wrong = await step(number);
      if (wrong) return `step ${number}: ${wrong}`;
    }
  }, steps);
  assert.equal(wrong, undefined);
  const kept = await page.evaluate(() => kept);
  assert.ok(kept > steps, `${kept} elements were kept`);
}));
