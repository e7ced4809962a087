// A file of 1 GiB from Chromium into a file of the program's: how fast, and by how much does the program's memory grow
// while the line is cut twice in the middle? What has come has to be what was sent. The bound: the same bytes, read and
// sent alike, through a bare WebSocket to the bare server, which keeps none of them.
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inChromium, report } from "./support/browser.mjs";
import { startProxy } from "./support/fault_proxy.mjs";
import { openUnwatched } from "./support/unwatched.mjs";

const bytes = 2 ** 30;
const chunk = 2 ** 26;

async function make(path) {
  const file = await open(path, "w");
  const hash = createHash("sha256");
  const content = randomBytes(chunk);
  for (let i = 0; i < bytes / chunk; i++) {
    content.writeUInt32LE(i, 12 * i);
    hash.update(content);
    await file.write(content);
  }
  await file.close();
  return hash.digest("hex");
}

async function hashOf(path) {
  const hash = createHash("sha256");
  for await (const content of createReadStream(path)) hash.update(content);
  return hash.digest("hex");
}

const kibibytes = (pid, which) => +new RegExp(`${which}:\\s*(\\d+)`).exec(readFileSync(`/proc/${pid}/status`))[1];

// In the page: the first file of its input, to a socket that answers each message.
const sendBare = async (url) => {
  const [file] = document.querySelector("input").files;
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  await new Promise((resolve) => (socket.onopen = resolve));
  const begun = performance.now();
  let ahead = 0;
  let go_on = () => {};
  socket.onmessage = () => (ahead--, go_on());
  const send = async (content) => {
    while (ahead >= 3) await new Promise((resolve) => (go_on = resolve));
    const piece = new Uint8Array(4 + content.length); // it begins with how many bytes to answer
    piece.set(content, 4);
    socket.send(piece);
    ahead++;
  };
  const size = 2 ** 17; // as Upload has it, three at a time
  const block = 2 ** 22;
  let next = file.slice(0, block).arrayBuffer();
  for (let read = block; read <= file.size; read += block) {
    const content = new Uint8Array(await next);
    next = file.slice(read, read + block).arrayBuffer();
    for (let offset = 0; offset < block; offset += size) await send(content.subarray(offset, offset + size));
  }
  while (ahead) await new Promise((resolve) => (go_on = resolve));
  return performance.now() - begun;
};

await inChromium(async ({ browser, start }) => {
  const home = mkdtempSync(join(tmpdir(), "bonito-bench-"));
  try {
    const folder = join(home, "come");
    mkdirSync(folder);
    const sent = join(home, "file");
    const hash = await make(sent);
    const server = await start("bench/bench_upload_server", folder);
    const bare = await start("bench/bench_bare_server");

    const upload = async (url, meanwhile) => {
      const page = await openUnwatched(browser, url);
      await page.waitFor("globalThis.Bonito?.status === 'connected'");
      const begun = performance.now();
      await page.choose("input", sent);
      await meanwhile?.(page);
      await page.waitFor("document.querySelector('output').textContent");
      const took = performance.now() - begun;
      if ((await hashOf(join(folder, "file"))) !== hash) throw new Error("What has come is not what was sent.");
      await page.close();
      return took;
    };
    await fetch(server.url);
    const before = kibibytes(server.pid, "VmRSS");
    writeFileSync(`/proc/${server.pid}/clear_refs`, "5"); // the peak begins anew
    const whole = await upload(server.url);

    const proxy = await startProxy(server.url);
    await upload(proxy.url, async (page) => {
      for (const share of [0.3, 0.7]) {
        await page.waitFor(`+document.querySelector("p").textContent > ${share * bytes}`);
        await proxy.tell("cut");
      }
    });
    const grown = kibibytes(server.pid, "VmHWM") - before;
    await proxy.stop();

    const page = await openUnwatched(browser, bare.url);
    await page.evaluate("void document.body.append(Object.assign(document.createElement('input'), { type: 'file' }))");
    await page.choose("input", sent);
    const bound = await page.evaluate(`(${sendBare})("${bare.url.replace("http", "ws")}send")`);
    const rate = (milliseconds) => bytes / milliseconds / 1000;
    report({
      rate: { measured: rate(whole), bound: rate(bound) },
      memory: { measured: grown / 1024 },
    });
  } finally {
    rmSync(home, { recursive: true });
  }
});
