// The operations of the js-framework-benchmark, in Chromium, from the click to the paint after which the table is as it
// is to be: once with the program's rows (table_server.cpp), and beside it the same page in plain JavaScript, which keeps
// its rows itself. And how many bytes each operation brings over the network.
import { inChromium, percentile, report } from "./support/browser.mjs";

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

const prepare = async (page, before) => {
  for (const id of before) {
    await page.evaluate(perform, [`#${id}`, id === "clear" ? rows(0) : { rows: 1000, replaced: true }]);
  }
};

await inChromium(async ({ browser, start }) => {
  const measure = async (url, begin) => {
    const page = await browser.newPage();
    await page.goto(url);
    await begin(page);
    const tools = await page.context().newCDPSession(page);
    await tools.send("Network.enable");
    let bytes = 0;
    tools.on("Network.webSocketFrameReceived", ({ response }) => (bytes += Buffer.from(response.payloadData, "base64").length));
    const figures = {};
    for (const [name, { before, click, done }] of Object.entries(operations)) {
      const times = [];
      const sizes = [];
      for (let round = 0; round < rounds; round++) {
        if ((await page.evaluate(() => document.querySelectorAll("tr").length)) > 0) await prepare(page, ["clear"]);
        if (before[0] !== "clear") await prepare(page, before);
        await page.waitForTimeout(50);
        bytes = 0;
        times.push(await page.evaluate(perform, [click, done]));
        await page.waitForTimeout(20);
        sizes.push(bytes);
      }
      figures[name] = { ms: percentile(times.slice(warm), 50), bytes: percentile(sizes, 50) };
    }
    await page.close();
    return figures;
  };
  const program = await start("bench/bench_table_server");
  const ours = await measure(program.url, (page) => page.waitForFunction(() => Bonito.status === "connected"));
  const plain = await measure("about:blank", (page) => page.evaluate(plainPage));
  const ratios = Object.keys(operations).map((name) => ours[name].ms / plain[name].ms);
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  const figures = { mean: { measured: mean } };
  for (const name of Object.keys(operations)) {
    figures[name] = { measured: ours[name].ms, bound: plain[name].ms };
    figures[`${name}_bytes`] = { measured: ours[name].bytes };
  }
  report(figures);
});
