import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const processes = (page) => page.locator("#processes");
const filter = (page) => page.getByRole("searchbox");
const heading = (page, name) => page.getByRole("columnheader", { name });
const sort = (page, name) => heading(page, name).getByRole("button").click();
const row = (page, pid) => page.locator(`tbody tr[data-pid="${pid}"]`);
const details = (page) => page.getByRole("complementary");
const fact = (page, name) => details(page).locator(`dt:text-is("${name}") + dd`);
const rate = (page) => page.getByRole("slider");
const pause = (page) => page.locator(".pause");

// What the table shows now, a row an object, all of one moment.
const rows = (page) =>
  processes(page).evaluate((section) =>
    [...section.querySelectorAll("tbody tr:not([hidden])")].map((row) => ({
      ...Object.fromEntries([...row.cells].map((cell) => [cell.className.split(" ")[0], cell.textContent])),
      pid: +row.dataset.pid,
      name: row.querySelector("button").textContent,
      chosen: row.getAttribute("aria-current") === "true",
    })));

// Rows change places; whoever aims at one may hit another.
const choose = (page, pid) =>
  eventually(async () => {
    await row(page, pid).click({ timeout: 5000 });
    await shows(fact(page, "PID"), String(pid), 5000);
  });

// How many times something in the element changed meanwhile.
const changes = (locator, milliseconds) =>
  locator.evaluate((element, time) => new Promise((resolve) => {
    let count = 0;
    const observer = new MutationObserver((records) => (count += records.length));
    observer.observe(element, { subtree: true, attributes: true, characterData: true, childList: true });
    setTimeout(() => resolve(count), time);
  }), milliseconds);

async function dragSlider(page, to) {
  const box = await rate(page).boundingBox();
  const now = (+(await rate(page).inputValue()) - 1) / 19;
  const thumb = 16;
  const x = (share) => box.x + thumb / 2 + share * (box.width - thumb);
  await page.mouse.move(x(now), box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(x(to), box.y + box.height / 2, { steps: 8 });
  await page.mouse.up();
}

const units = ["B", "KiB", "MiB", "GiB", "TiB"];
const bytes = (text) => {
  const [, number, unit] = /^([\d.]+) (\w+)$/.exec(text);
  return number * 1024 ** units.indexOf(unit);
};
const bytesText = (count) => {
  let unit = 0;
  for (; count >= 999.95; ++unit) count /= 1024;
  return `${count.toFixed(unit ? 1 : 0)} ${units[unit]}`;
};
const proc = (path) => readFileSync(`/proc/${path}`, "utf8");
const procNumber = (path, name) => +new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(proc(path))[1];

test("the page is full of numbers before a script has run", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url, { context: { javaScriptEnabled: false } });
  assert.match(await page.locator("#uptime dd").textContent(), /^(\d+ d )?\d\d:\d\d:\d\d$/);
  assert.match(await page.locator("#memory strong").textContent(), /^[\d.]+ [KMGT]iB$/);
  assert.ok((await page.locator("tbody tr:visible").count()) > 1);
}));

for (const width of [390, 1280]) {
  test(`no curve can cross the words of its chart in a window ${width} wide`, inBrowser(async ({ start, visit }) => {
    const page = await visit((await start("monitor")).url, { context: { viewport: { width, height: 800 } } });
    const places = await page.locator(".chart").evaluateAll((charts) => charts.map((chart) => {
      const [words, drawing] = ["figcaption", "svg"].map((part) => chart.querySelector(part).getBoundingClientRect());
      return { above: drawing.top - words.bottom, height: drawing.height, over: drawing.bottom - chart.getBoundingClientRect().bottom };
    }));
    assert.equal(places.length, 4);
    for (const { above, height, over } of places) assert.ok(above >= 0 && height > 40 && over <= 0.5, JSON.stringify(places));
  }));
}

test("the machine is the one that /proc describes", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url);
  await shows(page.locator("h1"), proc("sys/kernel/hostname").trim());
  await shows(page.locator("#memory figcaption span").first(), bytesText(procNumber("meminfo", "MemTotal") * 1024));
  assert.equal(await page.locator("#cpu li").count(), proc("stat").match(/^cpu\d+ /gm).length);
  const used = bytes(await page.locator("#memory strong").textContent());
  assert.ok(used > 0 && used < procNumber("meminfo", "MemTotal") * 1024);
  await eventually(async () => {
    const shown = await page.locator("#uptime dd").textContent();
    const now = parseFloat(proc("uptime"));
    const [, days = 0, hours, minutes, seconds] = /^(?:(\d+) d )?(\d+):(\d+):(\d+)$/.exec(shown);
    const uptime = ((+days * 24 + +hours) * 60 + +minutes) * 60 + +seconds;
    assert.ok(Math.abs(now - uptime) <= 2, `${shown} for ${now} seconds`);
  });
  await eventually(async () => {
    assert.equal(await page.locator("#load dd").textContent(), proc("loadavg").split(" ").slice(0, 3).join(" "));
  });
}));

test("a process that starts appears as /proc has it, and goes when it ends", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "a-process-to-watch"]);
  try {
    await filter(page).fill("a-process-to-watch");
    await row(page, child.pid).waitFor();
    await eventually(async () => {
      const [shown, ...others] = await rows(page);
      assert.equal(others.length, 0);
      assert.equal(shown.pid, child.pid);
      assert.equal(shown.name, proc(`${child.pid}/comm`).trim());
      assert.equal(+shown.threads, procNumber(`${child.pid}/status`, "Threads"));
      assert.equal(shown.state, "sleeping");
      const resident = procNumber(`${child.pid}/status`, "VmRSS") * 1024;
      assert.ok(Math.abs(bytes(shown.memory) - resident) < 0.1 * resident, `${shown.memory} for ${resident}`);
    });
    await choose(page, child.pid);
    await shows(fact(page, "Parent"), `${process.pid} ${proc(`${process.pid}/comm`).trim()}`);
  } finally {
    child.kill("SIGKILL");
  }
  await shows(details(page).locator("h3"), `Process ${child.pid} has ended`);
  assert.equal((await rows(page)).length, 0);
}));

test("a click on a heading sorts, and another reverses", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url);
  const order = (name) => heading(page, name).getAttribute("aria-sort");
  assert.equal(await order("CPU"), "descending");
  await sort(page, "Memory");
  await eventually(async () => {
    assert.deepEqual([await order("Memory"), await order("CPU")], ["descending", "none"]);
    const sizes = (await rows(page)).map((each) => bytes(each.memory));
    assert.ok(sizes[0] > sizes.at(-1));
    assert.deepEqual(sizes, [...sizes].sort((left, right) => right - left));
  });
  await sort(page, "Memory");
  await eventually(async () => {
    assert.equal(await order("Memory"), "ascending");
    const sizes = (await rows(page)).map((each) => bytes(each.memory));
    assert.deepEqual(sizes, [...sizes].sort((left, right) => left - right));
  });
  await sort(page, "PID");
  await eventually(async () => assert.equal((await rows(page))[0].pid, 1));
}));

test("the pages hold every process", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url);
  await pause(page).click();
  await shows(pause(page), "Resume");
  await sort(page, "PID");
  const seen = [];
  const next = page.getByRole("button", { name: "Next page" });
  await eventually(async () => assert.equal(await heading(page, "PID").getAttribute("aria-sort"), "ascending"));
  const all = +/of (\d+)$/.exec(await page.locator(".pager span").textContent())[1];
  for (;;) {
    const shown = await rows(page);
    seen.push(...shown.map((each) => each.pid));
    if (await next.isDisabled()) break;
    await next.click();
    await eventually(async () => assert.notEqual((await rows(page))[0].pid, shown[0].pid));
  }
  assert.equal(new Set(seen).size, all);
  assert.deepEqual(seen, [...seen].sort((left, right) => left - right));
}));

test("typing filters, and clearing brings all back", inBrowser(async ({ start, visit }) => {
  const monitor = await start("monitor");
  const page = await visit(monitor.url);
  const all = (await rows(page)).length;
  await filter(page).pressSequentially("monitor --port");
  await eventually(async () => {
    const shown = await rows(page);
    assert.ok(shown.some((each) => each.pid === monitor.pid));
    assert.ok(shown.every((each) => each.name.includes("monitor")), JSON.stringify(shown));
  });
  await filter(page).fill("no process is called this");
  await eventually(async () => assert.equal((await rows(page)).length, 0));
  await filter(page).fill("");
  await eventually(async () => assert.ok((await rows(page)).length >= Math.min(all, 40) - 5));
}));

test("a selected row shows its details and stays with its process", inBrowser(async ({ start, visit }) => {
  const monitor = await start("monitor");
  const page = await visit(monitor.url);
  assert.equal(await details(page).count(), 0);
  await filter(page).fill("monitor");
  await choose(page, monitor.pid);
  await shows(details(page).locator("h3"), "monitor");
  // Of a program with much to do, or little, they come and go.
  await eventually(async () =>
    assert.equal(+(await fact(page, "Threads").textContent()), procNumber(`${monitor.pid}/status`, "Threads")));
  await shows(details(page).locator(".command"), proc(`${monitor.pid}/cmdline`).split("\0").join(" ").trim());
  await filter(page).fill("");
  for (const column of ["PID", "PID", "Memory"]) {
    await sort(page, column);
    await eventually(async () => {
      assert.ok(["ascending", "descending"].includes(await heading(page, column).getAttribute("aria-sort")));
      const chosen = (await rows(page)).filter((each) => each.chosen);
      assert.ok(chosen.every((each) => each.pid === monitor.pid) && chosen.length <= 1);
    });
    await shows(fact(page, "PID"), String(monitor.pid));
  }
  await details(page).getByRole("button", { name: "Close" }).click();
  await eventually(async () => assert.equal(await details(page).count(), 0));
}));

test("rows and headings work by keyboard", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url);
  await pause(page).focus();
  await page.keyboard.press("Enter");
  await shows(pause(page), "Resume");
  await heading(page, "PID").getByRole("button").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal((await rows(page))[0].pid, 1));
  await row(page, 1).getByRole("button").focus();
  await page.keyboard.press("Enter");
  await shows(fact(page, "PID"), "1");
}));

test("two tabs share the machine, and each keeps its order, filter and selection",
  inBrowser(async ({ start, visit }) => {
    const monitor = await start("monitor");
    const one = await visit(monitor.url);
    const other = await visit(monitor.url, { tabOf: one });
    await filter(one).fill("monitor");
    await sort(one, "Name");
    await choose(one, monitor.pid);
    assert.equal(await heading(one, "Name").getAttribute("aria-sort"), "ascending");

    assert.equal(await heading(other, "CPU").getAttribute("aria-sort"), "descending");
    assert.equal(await filter(other).inputValue(), "");
    assert.equal(await details(other).count(), 0);
    assert.ok((await rows(other)).length > (await rows(one)).length);
    await pause(other).click();
    await shows(pause(other), "Resume");
    await shows(pause(one), "Pause");

    await dragSlider(one, 1);
    await shows(other.locator("output"), "20 Hz");
    await eventually(async () => assert.equal(await rate(other).inputValue(), "20"));
  }));

test("the slider changes how often the page moves", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url);
  // How often the curve moves in three seconds, once nothing has held it up, and it has nothing to make up for.
  const moves = (least, most, rate) => eventually(async () => {
    const count = await changes(page.locator("path.cpu"), 3000);
    assert.ok(count >= least && count <= most, `${count} changes at ${rate}`);
  }, 60_000);
  for (const [place, rate, least, most] of [[1, "20 Hz", 13, Infinity], [0, "1 Hz", 1, 4]]) {
    await dragSlider(page, place);
    await shows(page.locator("output"), rate);
    await moves(least, most, rate);
  }
}));

test("a paused page stands still, still sorts and filters, and goes on when resumed",
  inBrowser(async ({ start, visit }) => {
    const page = await visit((await start("monitor")).url);
    const main = page.locator("main");
    await eventually(async () => assert.ok((await changes(main, 500)) > 0));
    await pause(page).click();
    await shows(pause(page), "Resume");
    assert.equal(await changes(main, 2000), 0);
    await sort(page, "PID");
    await eventually(async () => assert.equal((await rows(page))[0].pid, 1));
    await filter(page).fill("monitor");
    await eventually(async () => assert.ok((await rows(page)).every((each) => each.pid !== 1)));
    await pause(page).click();
    await shows(pause(page), "Pause");
    await eventually(async () => assert.ok((await changes(main, 500)) > 0));
  }));

test("light and dark follow the system", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("monitor")).url, { context: { colorScheme: "light" } });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await background();
  const brightness = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0);
  assert.ok(brightness(light) > 3 * 200 && brightness(dark) < 3 * 60, `${light} and ${dark}`);
}));

for (const [width, height] of [[390, 844], [820, 1180], [1280, 800], [1920, 1080]]) {
  test(`nothing is wider than the window at ${width} pixels`, inBrowser(async ({ start, visit }) => {
    const monitor = await start("monitor");
    const page = await visit(monitor.url, { context: { viewport: { width, height } } });
    await filter(page).fill("monitor");
    await choose(page, monitor.pid);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
    const tableFits = await page.locator(".scroll").evaluate((each) => each.scrollWidth <= each.clientWidth);
    assert.ok(tableFits);
  }));
}

test("the page needs nothing that a strict Content-Security-Policy forbids", inBrowser(async ({ start, visit }) => {
  const monitor = await start("monitor");
  const { headers } = await fetch(monitor.url);
  assert.equal(headers.get("content-security-policy"), "default-src 'self'");
  const page = await visit(monitor.url, {
    prepare: (page) => page.addInitScript(() => {
      globalThis.violations = [];
      addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective), true);
    }),
  });
  await filter(page).fill("monitor");
  await choose(page, monitor.pid);
  await eventually(async () => assert.ok((await changes(page.locator("path.cpu"), 500)) > 0));
  assert.deepEqual(await page.evaluate(() => violations), []);
}));
