// The operations of the js-framework-benchmark, in Chromium, from the click to the paint after which the table is as it
// is to be: once with the program's rows (table_server.cpp), and beside it the same page in plain JavaScript, which keeps
// its rows itself. And how many bytes each operation brings over the network, in a page of their own, as telling of them
// makes it slow.
import { setTimeout as sleep } from "node:timers/promises";
import { inChromium, percentile, report } from "./support/browser.mjs";
import { openUnwatched } from "./support/unwatched.mjs";

const rounds = 8;
const warm = 2;

// What is clicked to come to where an operation begins, and what it is, and what is so when it is done.
const rows = (count) => ({ rows: count });
const operations = {
  create: { before: ["clear"], click: "#run", done: rows(1000) },
  replace: { before: ["run"], click: "#run", done: { rows: 1000, replaced: true } },
  update: { before: ["run"], click: "#update", done: { text: ["tr:nth-child(991) a", "!!!"] } },
  select: { before: ["run"], click: "tr:nth-child(5) a", done: { selected: 5 } },
  swap: { before: ["run"], click: "#swaprows", done: { swapped: true } },
  remove: { before: ["run"], click: "tr:nth-child(6) td:nth-child(3) a", done: rows(999) },
  create_many: { before: ["clear"], click: "#runlots", done: rows(10_000) },
  append: { before: ["run"], click: "#add", done: rows(2000) },
  clear: { before: ["run"], click: "#clear", done: rows(0) },
};

const plainPage = () => {
  const words = [["pretty", "large", "big", "small", "tall", "short", "long", "handsome"],
    ["red", "yellow", "blue", "green", "pink", "brown", "purple", "white"],
    ["table", "chair", "house", "desk", "car", "pony", "cookie", "keyboard"]];
  const label = () => words.map((of) => of[Math.floor(Math.random() * of.length)]).join(" ");
  document.body.innerHTML = "<main><button id=run>run</button><button id=runlots>runlots</button><button id=add>add</button>" +
    "<button id=update>update</button><button id=swaprows>swaprows</button><button id=clear>clear</button>" +
    "<table><tbody></tbody></table></main>";
  const body = document.querySelector("tbody");
  const template = document.createElement("template");
  template.innerHTML = "<tr><td> </td><td><a> </a></td><td><a>x</a></td><td></td></tr>";
  let next = 1;
  let selected;
  const create = (count) => {
    for (let i = 0; i < count; i++) {
      const row = template.content.firstChild.cloneNode(true);
      row.firstChild.firstChild.data = next++;
      const link = row.children[1].firstChild;
      link.firstChild.data = label();
      link.onclick = () => {
        if (selected) selected.className = "";
        selected = row;
        row.className = "danger";
      };
      row.children[2].firstChild.onclick = () => row.remove();
      body.append(row);
    }
  };
  const on = (id, call) => (document.getElementById(id).onclick = call);
  const clear = () => (body.textContent = "");
  on("run", () => (clear(), create(1000)));
  on("runlots", () => (clear(), create(10_000)));
  on("add", () => create(1000));
  on("clear", clear);
  on("update", () => {
    for (let i = 0; i < body.children.length; i += 10) body.children[i].children[1].firstChild.firstChild.data += " !!!";
  });
  on("swaprows", () => {
    const { 1: one, 998: other, 999: after } = body.children;
    body.insertBefore(other, body.children[2]);
    body.insertBefore(one, after);
  });
};

// In the page: clicks, and resolves when a frame has been painted in which it is done.
const perform = ([selector, done]) => new Promise((resolve) => {
  const body = document.querySelector("tbody");
  const first = body.firstElementChild;
  const second = body.children[1];
  const is_done = () => {
    const { rows, replaced, text, selected, swapped } = done;
    if (rows !== undefined && body.childElementCount !== rows) return false;
    if (replaced && body.firstElementChild === first) return false;
    if (text && !body.querySelector(text[0])?.textContent.endsWith(text[1])) return false;
    if (selected && body.children[selected - 1].className !== "danger") return false;
    return !swapped || body.children[998] === second;
  };
  const channel = new MessageChannel();
  let start;
  channel.port1.onmessage = () => resolve(performance.now() - start);
  const painted = () => requestAnimationFrame(() => channel.port2.postMessage("")); // after that frame's paint
  const observer = new MutationObserver(() => {
    if (!is_done()) return;
    observer.disconnect();
    painted();
  });
  observer.observe(body, { subtree: true, childList: true, characterData: true, attributes: true });
  const target = document.querySelector(selector) ?? body.querySelector(selector);
  requestAnimationFrame(() => setTimeout(() => {
    start = performance.now();
    target.click();
  }));
});

// Brings the page to where each operation begins, and has it done, `rounds` times.
async function each_operation(evaluate, rounds, done) {
  const act = (selector, until) => evaluate(`(${perform})(${JSON.stringify([selector, until])})`);
  for (const [name, operation] of Object.entries(operations)) {
    for (let round = 0; round < rounds; round++) {
      if ((await evaluate("document.querySelectorAll('tr').length")) > 0) await act("#clear", rows(0));
      if (operation.before[0] !== "clear") await act(`#${operation.before[0]}`, { rows: 1000, replaced: true });
      await sleep(50);
      await done(name, () => act(operation.click, operation.done));
    }
  }
}

await inChromium(async ({ browser, start }) => {
  const program = await start("bench/bench_table_server");
  const is_connected = "globalThis.Bonito?.status === 'connected'";

  const times_of = async (url, begin) => {
    const page = await openUnwatched(browser, url);
    await begin(page);
    const times = {};
    await each_operation(page.evaluate, rounds, async (name, act) => (times[name] ??= []).push(await act()));
    await page.close();
    return (name) => percentile(times[name].slice(warm), 50);
  };
  const ours = await times_of(program.url, (page) => page.waitFor(is_connected));
  const plain = await times_of("data:text/html,", (page) => page.evaluate(`(${plainPage})()`));

  const page = await browser.newPage();
  await page.goto(program.url);
  await page.waitForFunction(is_connected);
  const tools = await page.context().newCDPSession(page);
  await tools.send("Network.enable");
  let came = 0;
  tools.on("Network.webSocketFrameReceived", ({ response }) => (came += Buffer.from(response.payloadData, "base64").length));
  const bytes = {};
  await each_operation((expression) => page.evaluate(expression), 1, async (name, act) => {
    came = 0;
    await act();
    await sleep(50);
    bytes[name] = came;
  });

  const names = Object.keys(operations);
  const ratios = names.map((name) => ours(name) / plain(name));
  const figures = { mean: { measured: Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length) } };
  for (const name of names) {
    figures[name] = { measured: ours(name), bound: plain(name) };
    figures[`${name}_bytes`] = { measured: bytes[name] };
  }
  report(figures);
});
