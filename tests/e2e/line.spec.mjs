// What a bad line does to a page: nothing that lasts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, isComplete, press, refusals, status } from "./line_page.mjs";

// A page behind a line that obeys, and what must hold of it at the end.
const onALine = (body, ...options) => inBrowser(async ({ start, visit }) => {
  const program = await start("line", ...options);
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(line.url, { allow: refusals });
  const loadedAt = await page.evaluate(() => performance.timeOrigin);
  await becomes(page, "connected");
  await page.waitForFunction(() => heard.length > 0);
  await body({ page, line });
  await line.tell("heal");
  await becomes(page, "connected");
  await isComplete(page);
  assert.equal(await page.evaluate(() => performance.timeOrigin), loadedAt, "the page was loaded anew");
});

// Clicks as fast as a page can, until it is told to stop; the promise gives their number.
const keepClicking = (page) => page.getByRole("button", { name: "+1" }).evaluate((button) => new Promise((resolve) => {
  let made = 0;
  const timer = setInterval(() => (button.click(), made++), 5);
  globalThis.stopClicking = () => (clearInterval(timer), resolve(made));
}));

// What keeps a page from its network, in two ways.
const byTheBrowser = async (page) => (offline) => page.context().setOffline(offline);
const byTheTools = async (page) => {
  const tab = await page.context().newCDPSession(page);
  await tab.send("Network.enable");
  return (offline) => tab.send("Network.emulateNetworkConditions", {
    offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1,
  });
};

for (const [how, emulate] of [["browser", byTheBrowser], ["developer tools", byTheTools]]) {
  test(`a page without a network says so, keeps the clicks, and goes on when it is back (by the ${how})`,
    onALine(async ({ page }) => {
      const setOffline = await emulate(page);
      await press(page, "+1");
      await shows(count(page), "Count: 1");
      await setOffline(true);
      await becomes(page, "offline");
      for (let clicks = 0; clicks < 5; ++clicks) await press(page, "+1");
      assert.equal(await count(page).textContent(), "Count: 1");
      await setOffline(false);
      await shows(count(page), "Count: 6");
    }, "hasty"));  // it asks soon again, as the answer to what it asked at once may still have come
}

test("a hundred clicks in one task, without a network, come once and in their order when it is back",
  onALine(async ({ page }) => {
    await page.context().setOffline(true);
    await becomes(page, "offline");
    const made = await page.evaluate(() => {
      const steps = [...document.querySelectorAll("button")].filter(({ textContent }) => /^[ab]$/.test(textContent));
      let made = "";
      for (let clicks = 0; clicks < 100; ++clicks) {
        const step = steps[clicks * clicks % 7 % 2];
        step.click();
        made += step.textContent;
      }
      return made;
    });
    await page.context().setOffline(false);
    await shows(page.locator("#trail"), made);
  }, "hasty"));

test("a line that is cut ten times under a clicking hand loses no click and counts none twice",
  onALine(async ({ page, line }) => {
    const clicking = keepClicking(page);
    const parts = ["truncate to_client 700", "truncate to_server 70", "half_close to_client", "half_close to_server"];
    for (const fault of ["cut", ...parts, "cut", ...parts]) {
      const before = await page.evaluate(() => heard.at(-1));
      await line.tell(fault);
      await page.waitForFunction((before) => heard.at(-1) > before + 100, before);
    }
    await page.evaluate(() => stopClicking());
    await shows(count(page), `Count: ${await clicking}`);
  }));

test("a line that breaks while the page connects is tried until it does not", onALine(async ({ page, line }) => {
  // In the answer to the handshake, in the welcome, in what follows; in the handshake, in the hello.
  const breaks = ["to_client 60", "to_client 200", "to_client 300", "to_server 100", "to_server 900"];
  for (const [index, where] of breaks.entries()) {
    await line.tell(`truncate_next ${where}`);
    await line.tell("cut");
    await press(page, "+1");
    await shows(count(page), `Count: ${index + 1}`);
  }
}));

test("a connection that comes twice is one", onALine(async ({ page, line }) => {
  for (let round = 0; round < 5; ++round) {
    await line.tell("duplicate");
    await press(page, "+1");
    await line.tell("cut");
    await line.tell("duplicate");
    await press(page, "+1");
    await shows(count(page), `Count: ${2 * round + 2}`);
  }
}));

test("a page to which nothing happens is not lost to a connection of its own that comes again",
  inBrowser(async ({ start, visit }) => {
    const program = await start("line");
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(new URL("inputs", line.url).href, { allow: refusals });
    await becomes(page, "connected");
    await page.evaluate(() => {
      globalThis.statuses = [];
      Bonito.on_status((status) => statuses.push(status));
    });
    for (const [index, event] of ["cut", "duplicate", "duplicate"].entries()) {
      await line.tell(event);
      await page.waitForFunction((changes) => statuses.length === changes, 2 * (index + 1));
      assert.deepEqual(await page.evaluate(() => statuses.slice(-2)), ["reconnecting", "connected"]);
    }
    await page.locator("#text").pressSequentially("fine");
    await shows(page.locator("#typed"), "FINE");
  }));

test("a page that is busy for long catches up, and misses nothing that matters", onALine(async ({ page }) => {
  const before = await page.evaluate(() => heard.length);
  // It waits, and does nothing else, until the log has gone on by a thousand.
  await page.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open("GET", "much-later", false);
    request.send();
  });
  await page.waitForFunction((before) => heard.length > before + 1000, before);
}));

test("a line that carries nothing more, but is not closed, is noticed and replaced", onALine(async ({ page, line }) => {
  await line.tell("stall");
  await press(page, "+1");
  await becomes(page, "reconnecting");
  await press(page, "+1");
  await line.tell("resume");
  await shows(count(page), "Count: 2");
}, "hasty"));

test("what is long comes whole over a line that needs long for it", onALine(async ({ page, line }) => {
  await line.tell("throttle to_client 100000");
  await press(page, "Tell a long story");  // of a megabyte
  const is_told = () => document.querySelector("#story").textContent.length === 1_000_000;
  await page.waitForFunction(is_told, null, { timeout: 120_000 });
}, "hasty"));

test("what a page says that is long comes whole over a line that needs long for it", onALine(async ({ page, line }) => {
  await line.tell("throttle to_server 100000");
  assert.equal(await page.evaluate(() => Bonito.program.length("x".repeat(1_000_000))), 1_000_000);
}, "hasty"));

test("on a slow and narrow line everything comes, later", onALine(async ({ page, line }) => {
  await line.tell("delay both 150");
  await line.tell("throttle to_client 2000");
  const clicking = keepClicking(page);
  const before = await page.evaluate(() => heard.length);
  // What gathers while a machine stands still takes its time on such a line.
  const patience = 100_000;
  await page.waitForFunction((before) => heard.length > before + 300, before, { timeout: patience });
  await page.evaluate(() => stopClicking());
  await shows(count(page), `Count: ${await clicking}`, patience);
  await becomes(page, "connected");
}));

test("a large value lets small ones pass, and makes way for a newer one, over a line that is cut",
  inBrowser(async ({ start, visit }) => {
    const program = await start("line");
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(new URL("large", line.url).href, { allow: refusals });
    await becomes(page, "connected");
    const hears = (note) => page.waitForFunction((note) => noted.includes(note), note);
    const pressBoth = () => page.evaluate(() => [...document.querySelectorAll("button")].forEach((one) => one.click()));
    await line.tell("throttle to_client 1000000");
    await pressBoth();
    await hears("beside 1");
    await pressBoth();
    await line.tell("cut");
    await hears("beside 2");
    await pressBoth();
    await line.tell("throttle to_client off");
    await hears("picture 1000000 1 3");
    const all = await page.evaluate(() => noted);
    const noted = all.filter((note) => !/^\w+ 0/.test(note));  // but for what they began as
    assert.equal(noted[0], "beside 1");
    const pictures = noted.filter((note) => note.startsWith("picture"));
    assert.deepEqual(pictures, [...new Set(pictures)].sort());
    assert.equal(pictures.at(-1), "picture 1000000 1 3");
  }));

test("a connection that overtakes an older one is the one that counts", onALine(async ({ page, line }) => {
  await page.evaluate(() => {
    globalThis.statuses = [];
    Bonito.on_status((status) => statuses.push(status));
  });
  await line.tell("hold_next");
  await line.tell("cut");
  await press(page, "+1");
  await page.waitForFunction(() => statuses.includes("reconnecting"));  // it gives up what hangs after a while, too
  // Whoever looks at the page again does not wait for a connection that hangs.
  await eventually(async () => {
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    assert.equal(await status(page), "connected");
  });
  await press(page, "+1");
  await shows(count(page), "Count: 2");
}));

test("the program hears when a page goes and comes back", onALine(async ({ page, line }) => {
  await line.tell("cut");
  await eventually(async () => {
    assert.match(await page.locator("#statuses").textContent(), /displayed open soft_closed open$/);
  });
}));
