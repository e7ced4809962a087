// JavaScript written in C++, in a page whose policy is default-src 'self': a violation would be an error of the console.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const opened = async (visit, program, path, options) => {
  const page = await visit(new URL(path, program.url).href, options);
  await page.waitForFunction(() => Bonito.status === "connected");
  return page;
};
const inPage = (path, body, options) => inBrowser(async ({ start, visit }) => {
  const program = await start("scripts");
  await body(await opened(visit, program, path, options), program, visit);
});
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

test("scripts run at the start, in order, with nodes, observables and values", inPage("all", async (page) => {
  await shows(page.locator("#note"), "eval child ");
  await page.waitForSelector("#box[data-loaded=yes]");
}));

test("observables are listened to and linked in the browser", inPage("all", async (page) => {
  await press(page, "count");
  await shows(page.locator("#doubled"), "4");
  await shows(page.locator("#linked"), "4");
  await page.waitForSelector("#note[data-any='2 4']");
}));

test("events are heard by scripts, and scripts call the program", inPage("all", async (page) => {
  await shows(page.locator("#note"), "eval child ");  // the scripts are there, which are to hear
  await press(page, "local");
  await page.waitForSelector("#note[data-clicked=click]");
  await press(page, "call");
  await shows(page.locator("#said"), "called");
}));

test("the program asks, in a coroutine: values, promises, what throws and what is rejected", inPage("all", async (page) => {
  await press(page, "ask");
  await shows(page.locator("#said"), "text 42 javascript javascript");
}));

test("twenty questions follow one another", inPage("all", async (page) => {
  await press(page, "nest");
  await shows(page.locator("#said"), "230");
}));

test("twenty questions are asked within each other's answers", inPage("all", async (page) => {
  await press(page, "deep");
  await shows(page.locator("#said"), "deep 20");
}));

test("values of every type come back as they went", inPage("types", async (page) => {
  await page.waitForFunction(() => globalThis.edges);
  const { same, given, floats, edges } = await page.evaluate(async () => {
    const { program } = Bonito;
    const texts = ["", "'\"\\`", "${1}", "</script>", "a\nb\r", "\u2028\u2029", "é🎈", "\0"];
    const same = [];
    for (const text of texts) same.push((await program.text(text)) === text);
    same.push((await program.text("\ud800")) === "\ufffd");
    const back = await program.floats(new Float32Array([1.5, -0, 3]));
    same.push(back instanceof Float32Array && Object.is(back[1], -0));
    for (const type of [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
      const array = Object.assign(new type([1, 2, 3, 4, 5, 6]), { shape: [2, 3] });
      const back = await program.array(array);
      same.push(back.constructor === type && String(back) === String(array) && String(back.shape) === "2,3");
    }
    for (const type of [BigInt64Array, BigUint64Array]) {
      const back = await program.array(new type([1n, 2n ** 62n]));
      same.push(back.constructor === type && back[1] === 2n ** 62n);
    }
    const date = new Date(1700000000123);
    same.push((await program.date(date)).getTime() === date.getTime());
    for (const number of [0, -1, 2 ** 53 - 1, -(2 ** 53 - 1), 2n ** 63n - 1n, -(2n ** 63n)]) {
      same.push((await program.integer(number)) === number);
    }
    same.push(String(await program.bytes(new Uint8Array([0, 255]))) === "0,255");
    return { same, given, floats: [...floats].map(String), edges: [...edges].map(String) };
  });
  assert.deepEqual(same, same.map(() => true));
  assert.equal(given, "'\"\\`${1}</script>\n\r\u2028\u2029\0é🎈");
  assert.equal(floats[0], "1.5");
  assert.deepEqual(edges, ["9223372036854775807", "-9223372036854775808", "9007199254740993"]);
}));

test("what the program refuses is what a script's promise is rejected with", inPage("types", async (page) => {
  const said = await page.evaluate(() => Promise.allSettled([
    Bonito.program.fails(), Bonito.program.integer("one"), Bonito.program.integer(), Bonito.program.unknown(),
  ]));
  const reasons = await page.evaluate(async () => (await Promise.allSettled([
    Bonito.program.fails(), Bonito.program.integer("one"), Bonito.program.integer(), Bonito.program.unknown(),
  ])).map(({ reason }) => reason.message));
  assert.equal(said.length, 4);
  assert.equal(reasons[0], "Not today.");
  assert.match(reasons[1], /^Argument 1: /);
  assert.match(reasons[2], /takes 1 argument/);
  assert.match(reasons[3], /exposes no function "unknown"/);
}));

test("scripts run after what was shown before them, and the signal ends with a region", inPage("order", async (page) => {
  await page.waitForFunction(() => globalThis.log?.length === 1);
  await press(page, "swap");
  await page.waitForFunction(() => log.length >= 6);
  assert.deepEqual(await page.evaluate(() => log),
    ["content 0 0", "end 0", "content 3 3", "after 1 shows 3", "after 2 shows 3", "after 3 shows 3"]);
}));

test("what fails in the page is told to the program, and takes nothing else with it", inPage("failures", async (page) => {
  const said = page.locator("#said");
  await page.waitForFunction(() => globalThis.others === "run");
  await eventually(async () => {
    const text = await said.textContent();
    assert.match(text, /\[0 Error: at load\]/);
    assert.match(text, /\[0 The script that was written at .*scripts\.cpp:\d+ cannot be loaded: SyntaxError/);
  });
  await press(page, "later");
  await eventually(async () => assert.match(await said.textContent(), /\[0 (Uncaught )?Error: later\]/));
  await press(page, "refuse");
  await eventually(async () => assert.match(await said.textContent(), /\[0 Error: rejected\]/));
  await press(page, "import");
  await eventually(async () => assert.match(await said.textContent(), /no\/such\/module/));
}, { allow: /at load|later|rejected|no\/such|404|cannot be loaded/ }));

test("the program hears whose failure it was: the app's, the network's or the library's", inPage("failures", async (page) => {
  const hears = (sentence) => eventually(async () => assert.match(await page.locator("#said").textContent(), sentence));
  await press(page, "later");
  await hears(/\[0 Uncaught Error: later\]/);
  await press(page, "picture");
  await hears(/\[1 http:\/\/127\.0\.0\.1:\d+\/no\/such\.png cannot be loaded\.\]/);
  // The library keeps what is typed in a WeakMap.
  await page.evaluate(() => [globalThis.set, WeakMap.prototype.set] = [WeakMap.prototype.set]);
  await page.locator("input").press("a");
  await page.evaluate(() => WeakMap.prototype.set = globalThis.set);
  await hears(/\[2 Uncaught TypeError: .*\.set is not a function\]/);
}, { allow: /at load|later|404|set is not a function|cannot be loaded/ }));

test("the log says once what failed, and under it where in the program", inPage("failures", async (page, program) => {
  let log = "";
  program.log.on("data", (text) => (log += text));
  await press(page, "later");
  await eventually(() => assert.match(log, /in the browser: Uncaught Error: later\n    at scripts\.cpp:\d+\n/));
  await press(page, "call nothing");
  const sentence = /in the browser: Error: The program exposes no function "nothing", and no other\.\n    at .*scripts\.cpp:\d+\)\n/;
  await eventually(() => assert.match(log, sentence));
}, { allow: /at load|later|exposes no|cannot be loaded/ }));

test("a module is what it exports, and one that does not load fails alone", inPage("modules", async (page) => {
  await shows(page.locator("#note"), "good and on");
}, { allow: /does not load|bad\.js/ }));

test("a module that could not be fetched is tried again by the next script that needs it", inBrowser(async ({ start, visit }) => {
  const page = await opened(visit, await start("scripts"), "modules", { allow: /does not load|bad\.js|late\.js|ERR_FAILED/ });
  let asked = 0;
  await page.route(/late\.js/, (route) => (asked++ ? route.continue() : route.abort()));
  await shows(page.locator("#note"), "good and on");
  await press(page, "use");
  await eventually(() => assert.equal(asked, 1));
  await press(page, "use");
  await shows(page.locator("#note"), "good and on, late");
}));

test("scripts go on over a lost line, each once", inBrowser(async ({ start, visit }) => {
  const program = await start("scripts");
  const line = await start("fault_proxy", "--to", program.port);
  const page = await opened(visit, line, "all", { allow: /WebSocket|ERR_/ });
  await line.tell("cut");
  await press(page, "nest");
  await shows(page.locator("#said"), "230");
  await press(page, "call");
  await shows(page.locator("#said"), "230 called");
}));
