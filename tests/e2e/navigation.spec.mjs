// Pages that link each other, live.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, refusals } from "./line_page.mjs";

const heading = (page) => page.locator("h1");
const link = (page, name) => page.getByRole("link", { name, exact: true });
const alert = (page) => page.getByRole("alert");
const age = (page) => page.evaluate(() => performance.timeOrigin);
const colour = (page, selector) => page.locator(selector).evaluate((element) => getComputedStyle(element).color);
const scrolled = (page) => page.evaluate(() => scrollY);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);

async function press(page) {
  const before = Number((await heading(page).textContent()).split(" ")[1]);
  await page.getByRole("button", { name: "+1" }).click();
  await eventually(async () => assert.equal(Number((await heading(page).textContent()).split(" ")[1]), before + 1));
}

// For page.route: the program's answer with a change. Whoever asked may have gone meanwhile.
const answering = (change) => async (route) => {
  try {
    const response = await route.fetch();
    await route.fulfill({ response, ...(await change(response)) });
  } catch (error) {
    if (!/already handled|closed|disposed|aborted/i.test(error.message)) throw error;
  }
};

// The first page; `stays()` fails if it has been loaded anew since.
const site = (body, { allow, ...options } = {}) => inBrowser(async ({ start, visit }) => {
  const program = await start("navigation");
  const page = await visit(program.url, { allow, ...options });
  if (options.context?.javaScriptEnabled !== false) await becomes(page, "connected");
  const before = await age(page);
  const number = async (path) => Number(await (await fetch(new URL(path, program.url))).text());
  await body({
    page, program,
    stays: async () => assert.equal(await age(page), before),
    is_loaded: () => eventually(async () => assert.notEqual(await age(page), before)),
    at: (path) => eventually(() => assert.equal(page.url(), new URL(path, program.url).href)),
    made: () => number("/made"),
    alive: (wanted, patience) => eventually(async () => assert.equal(await number("/alive"), wanted), patience),
  });
});

test("a live link changes the page, its address, title, looks, scroll position and focus, and closes the old one",
  site(async ({ page, stays, at, alive }) => {
    await press(page);
    await page.evaluate(() => scrollTo(0, 500));
    await link(page, "Second").evaluate((link) => link.click());
    await shows(heading(page), "Second 0");
    await at("/second");
    await becomes(page, "connected");
    await press(page);
    await stays();
    assert.equal(await page.title(), "The Second");
    assert.equal(await colour(page, "#own"), "rgb(0, 128, 0)");
    assert.equal(await colour(page, "#region"), "rgb(0, 128, 0)");
    assert.equal(await heading(page).evaluate((h1) => getComputedStyle(h1).fontStyle), "normal");
    assert.equal(await scrolled(page), 0);
    assert.equal(await page.evaluate(() => document.documentElement.ariaBusy), null);
    await alive(1);
    // What the old page's scripts heard is over.
    await page.evaluate(() => dispatchEvent(new Event("resize")));
    assert.equal(await page.title(), "The Second");
  }));

test("a new page has the focus where it wants it, else at its heading", site(async ({ page, stays }) => {
  await link(page, "Third").click();
  await shows(heading(page), "Third 0");
  assert.equal(await focused(page), "wanted");
  await link(page, "Second").press("Enter");
  await shows(heading(page), "Second 0");
  assert.equal(await focused(page), "h1");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "button");
  assert.equal(await heading(page).getAttribute("tabindex"), null);
  await stays();
}));

test("back and forward go through the history, to where each page was scrolled to", site(async ({ page, stays, at }) => {
  await page.evaluate(() => scrollTo(0, 700));
  await link(page, "Third").evaluate((link) => link.click());
  await shows(heading(page), "Third 0");
  await page.evaluate(() => scrollTo(0, 300));
  await link(page, "Second").evaluate((link) => link.click());
  await shows(heading(page), "Second 0");
  await page.goBack();
  await shows(heading(page), "Third 0");
  await at("/deep/down/third");
  assert.equal(await scrolled(page), 300);
  await page.goBack();
  await shows(heading(page), "First 0");
  await at("/");
  assert.equal(await scrolled(page), 700);
  assert.equal(await page.title(), "The first");
  assert.equal(await heading(page).evaluate((h1) => getComputedStyle(h1).fontStyle), "italic");
  await page.goForward();
  await shows(heading(page), "Third 0");
  assert.equal(await scrolled(page), 300);
  await page.goForward();
  await shows(heading(page), "Second 0");
  await stays();
  await page.evaluate(() => scrollTo(0, 450));
  await page.reload();
  await becomes(page, "connected");
  await eventually(async () => assert.equal(await scrolled(page), 450));
  await page.goBack();
  await shows(heading(page), "Third 0");
  assert.equal(await scrolled(page), 300);
  await press(page);
}));

test("the page that is shown goes on while another is awaited whose address the window has already",
  site(async ({ page, stays, at }) => {
    await link(page, "Third").evaluate((link) => link.click());
    await shows(heading(page), "Third 0");
    await page.goBack();
    await shows(heading(page), "First 0");
    let let_go;
    const held = new Promise((resolve) => (let_go = resolve));
    await page.route("**/deep/down/third", answering(() => held));
    await page.evaluate(() => history.forward());
    await at("/deep/down/third");
    await page.getByRole("button", { name: "Later" }).click();  // its script is fetched now
    await shows(heading(page), "First 0 and on");
    let_go();
    await shows(heading(page), "Third 0");
    await stays();
  }));

test("a fragment of another page is gone to, and fragments of a page are the browser's", site(async ({ page, stays, at }) => {
  await link(page, "Far").click();
  await shows(heading(page), "Second 0");
  await at("/second#far");
  assert.ok(await scrolled(page) > 3000);
  await press(page);
  await page.evaluate(() => scrollTo(0, 200));
  await link(page, "Far").evaluate((link) => link.click());
  await eventually(async () => assert.ok(await scrolled(page) > 3000));
  await shows(heading(page), "Second 1");
  await page.goBack();
  await shows(heading(page), "First 0");
  await stays();
}));

test("the program, a redirect and a link with a transition lead to another page, too", site(async ({ page, stays, at }) => {
  for (const [role, name] of [["button", "Go"], ["link", "Moved"], ["link", "Smooth"]]) {
    await page.getByRole(role, { name, exact: true }).click();
    await shows(heading(page), "Second 0");
    await at("/second");
    await becomes(page, "connected");
    await press(page);
    await page.goBack();
    await shows(heading(page), "First 0");
  }
  await stays();
}));

test("of two quick clicks the later one counts", site(async ({ page, program, stays, at, alive }) => {
  await link(page, "Slow").click();
  assert.equal(await page.evaluate(() => document.documentElement.ariaBusy), "true");
  await link(page, "Second").click();
  await shows(heading(page), "Second 0");
  await fetch(new URL("/release", program.url));
  await link(page, "Third").click();
  await shows(heading(page), "Third 0");
  await page.goBack();
  await at("/second");
  await shows(heading(page), "Second 0");
  await stays();
}));

test("pages of any connection take each other's place", site(async ({ page, stays, alive }) => {
  for (const name of ["Streamed", "Own", "Dual", "Own", "Streamed", "First"]) {
    await link(page, name).click();
    await shows(heading(page), `${name} 0`);
    await becomes(page, "connected");
    await press(page);
    await alive(1);
  }
  await stays();
}));

test("a link is live if the browser would open its page here", site(async ({ page }) => {
  const live = await page.evaluate(() => {
    const heard = [];
    addEventListener("click", (event) => {
      heard.push(event.defaultPrevented);
      event.preventDefault();
      event.stopImmediatePropagation();
    });
    const press = (attributes, event = {}, place = "nav") => {
      const link = document.createElement("a");
      for (const [name, value] of Object.entries({ href: "#", ...attributes })) link.setAttribute(name, value);
      document.querySelector(place).append(link);
      link.append(document.createElement("b"));
      link.firstChild.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...event }));
      link.remove();
      return heard.pop();
    };
    const href = "/none";
    return {
      yes: [press({ href }), press({ href, target: "_self" }), press({ href: "/none#x" }), press({ href: "?x" })],
      no: [
        press({}), press({ href: "#far" }), press({ href: "https://example.org/" }), press({ href: "mailto:a@b" }),
        press({ href, target: "_blank" }), press({ href, download: "" }), press({ href }, {}, "main"),
        press({ href, "data-bonito-links": "plain" }), press({ href }, { button: 1 }),
        ...["altKey", "ctrlKey", "metaKey", "shiftKey"].map((key) => press({ href }, { [key]: true })),
      ],
    };
  });
  assert.deepEqual(live.yes, Array(4).fill(true));
  assert.deepEqual(live.no, Array(13).fill(false));
}, { allow: /404|ERR_ABORTED/ }));

test("what is not live is left to the browser: another tab, or a load", site(async ({ page, stays, is_loaded }) => {
  const [other] = await Promise.all([
    page.context().waitForEvent("page"),
    link(page, "Second").click({ modifiers: ["Control"] }),
  ]);
  await shows(heading(other), "Second 0");
  await stays();
  await shows(heading(page), "First 0");
  await link(page, "Plain").click();
  await shows(heading(page), "Second 0");
  await is_loaded();
}));

test("an error, a plain file, a page under another policy and one of another origin are loaded as ever, and so is the way back",
  site(async ({ page }) => {
    for (const [name, text, selector] of [
      ["Fails", "This page could not be shown", "h1"], ["File", "A file", "body"], ["Relaxed", "Relaxed 0", "h1"],
      ["Away", "Second 0", "h1"],
    ]) {
      const before = await age(page);
      await link(page, name).click();
      await shows(page.locator(selector), text);
      assert.notEqual(await age(page), before);
      await page.goBack();
      await shows(heading(page), "First 0");
      await becomes(page, "connected");
      await press(page);
    }
  }, { allow: /500|Content Security Policy|Unsafe attempt/ }));

test("a page that cannot stand in this document is loaded", site(async ({ page, program }) => {
  const another = async (change, headers) => {
    const way = answering(async (response) => ({
      body: change(await response.text()), headers: { ...response.headers(), ...headers },
    }));
    await page.route("**/second", way);  // it may be fetched ahead: the pointer rests where the link is
    await page.goto(program.url);
    await becomes(page, "connected");
    const before = await age(page);
    await link(page, "Second").click();
    await shows(heading(page), "Second 0");
    assert.notEqual(await age(page), before);
    await page.unroute("**/second", way);
  };
  await another((html) => html.replace("</main>", "</main><script>1</script>"));
  await another((html) => html.replace("<title>", "<base href='/'><title>"));
  await another((html) => html.replaceAll("-bonito.js", "-bonito.js?2"));
  await another(() => "<h1>Second 0</h1>");
  await another((html) => html, { "Content-Disposition": "inline" });
}, { allow: /Content Security Policy|404|LOCAL_NETWORK/ }));

test("a page whose own script has run in this document before is loaded, and runs it again",
  site(async ({ page, stays, is_loaded }) => {
    const own = page.locator("#own");
    await link(page, "Scripted").click();
    await shows(own, "Scripted, scripted");
    await stays();
    await page.goBack();
    await shows(heading(page), "First 0");
    await link(page, "Scripted").click();
    await shows(own, "Scripted, scripted");
    await is_loaded();
  }));

test("a line that is cut during a navigation makes it an ordinary load", inBrowser(async ({ start, visit }) => {
  const program = await start("navigation");
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(line.url, { allow: refusals });
  await link(page, "Slow").evaluate((link) => link.click());
  await eventually(async () => assert.equal(await page.evaluate(() => document.documentElement.ariaBusy), "true"));
  await page.route("**/slow", (route) =>
    route.fulfill({ contentType: "text/html", body: "<h1>Loaded</h1>" }).catch(() => {}));
  await line.tell("refuse on");  // the browser asks again by itself
  await line.tell("cut");
  await shows(heading(page), "Loaded");
  assert.equal(new URL(page.url()).pathname, "/slow");
  await fetch(new URL("/release", program.url));
}));

test("after a navigation a lost line is found again, and a program that begins again is asked for the page that is shown",
  inBrowser(async ({ start, visit }) => {
    const program = await start("navigation");
    const page = await visit(program.url, { allow: refusals });
    await link(page, "Third").click();
    await shows(heading(page), "Third 0");
    await becomes(page, "connected");
    await press(page);
    await program.stop();
    await becomes(page, "reconnecting");
    await start("navigation", "--port", program.port);
    await shows(heading(page), "Third 0");
    assert.equal(new URL(page.url()).pathname, "/deep/down/third");
    await becomes(page, "connected");
    await press(page);
    assert.equal(await alert(page).count(), 0);
  }));

test("a page is fetched ahead when a pointer rests on its link, used once, and not often in vain, nor where that is not wanted",
  site(async ({ page, made, stays }) => {
    // What is fetched ahead is kept for a few seconds, which a busy machine takes for less than this: none pass.
    await page.evaluate(() => {
      const now = performance.now();
      performance.now = () => now;
    });
    const before = await made();
    await link(page, "Second").hover();
    await eventually(async () => assert.equal(await made(), before + 1));
    await link(page, "Second").click();
    await shows(heading(page), "Second 0");
    await becomes(page, "connected");
    assert.equal(await made(), before + 1);
    const hold = (name) => link(page, name).evaluate(async (link) => {
      link.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
      await new Promise((done) => setTimeout(done, 20));
    });
    await hold("Smooth");
    await hold("Plain");
    for (let times = 0; times < 5; ++times) {
      await hold("First");
      await hold("Third");
    }
    await link(page, "First").click();
    await shows(heading(page), "First 0");
    await press(page);
    assert.ok(await made() <= before + 1 + 4 + 1);
    await stays();
  }));

test("a page that was fetched ahead and is forgotten is loaded", site(async ({ page, is_loaded }) => {
  await page.route("**/second", answering(async (response) => {
    const html = await response.text();
    const [, id] = /name="bonito" content="([^"]*)"/.exec(html);
    return { body: html.replaceAll(id, id.split("").reverse().join("")) };
  }), { times: 1 });
  await link(page, "Second").evaluate((link) => link.click());
  await shows(heading(page), "Second 0");
  await is_loaded();
  await becomes(page, "connected");
}));

test("where no script runs live links are ordinary ones", site(async ({ page, at }) => {
  await link(page, "Second").click();
  await shows(heading(page), "Second 0");
  await at("/second");
}, { context: { javaScriptEnabled: false } }));

test("200 navigations leave nothing behind", site(async ({ page, stays, alive }) => {
  const browser = await page.context().newCDPSession(page);
  const sizes = async () => {
    const tables = await page.evaluate(() => ({
      ...Bonito.table_sizes(), sheets: document.adoptedStyleSheets.length, head: document.head.children.length,
    }));
    await browser.send("HeapProfiler.collectGarbage");
    const { documents, jsEventListeners, nodes } = await browser.send("Memory.getDOMCounters");
    return { tables, documents, jsEventListeners, nodes };
  };
  const there_and_back = (times) => page.evaluate(async (times) => {
    for (let turn = 0; turn < times; ++turn) {
      for (const name of ["Second", "First"]) {
        [...document.links].find(({ text }) => text === name).click();
        while (!document.querySelector("h1").textContent.startsWith(name)) await new Promise((done) => setTimeout(done, 1));
      }
    }
  }, times);
  await there_and_back(1);
  await becomes(page, "connected");
  const before = await sizes();
  await there_and_back(100);
  await becomes(page, "connected");
  await press(page);
  await alive(1, 60_000); // one that was left while its line was slow to open is kept for half a minute
  await eventually(async () => {
    const after = await sizes();
    assert.deepEqual(after.tables, before.tables);
    for (const what of ["documents", "nodes", "jsEventListeners"]) assert.ok(after[what] < 2 * before[what], what);
  });
  await stays();
}));
