// The examples that carry pages in a way of their own do what a session relies on: the conformance kit finds nothing.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inBrowser } from "./browser.mjs";
import { inNotebook } from "./jupyter.mjs";
import { cut, verdict_of } from "./kit_page.mjs";

process.env.BONITO_PROGRAM_pipe_host = fileURLToPath(new URL("../../examples/pipe/host.mjs", import.meta.url));

// For a page that is being visited. `cut_line` is called when the program says so; it gets the page.
async function conforms(program, visiting, cut_line) {
  program.log.on("data", async (text) => String(text).includes("Cut!") && cut_line(await visiting));
  assert.deepEqual(await verdict_of(await visiting), ["The connection conforms."]);
  assert.equal(await program.ended, 0);
}

// A program whose line is TCP, with a proxy between.
const behindAProxy = (...command) => inBrowser(async ({ start, visit }) => {
  const program = await start(...command, "cut");
  const line = await start("fault_proxy", "--to", program.port);
  await conforms(program, visit(line.url, { allow: cut }), () => line.tell("cut"));
});

test("own_server_blocking conforms", behindAProxy("own_server_blocking", "--conformance", "64"));
test("own_server_events conforms", behindAProxy("own_server_events", "--conformance", "64"));
test("pipe conforms", behindAProxy("pipe_host", process.env.BONITO_PROGRAM_pipe, "--", "--conformance", "64"));

test("an app of another process conforms", behindAProxy("proxy", "--conformance", "64"));

// A file of some MiB comes whole the way that the program has of its own.
const takesAFile = (options, ...command) => inBrowser(async ({ start, visit }) => {
  const folder = await mkdtemp(join(tmpdir(), "bonito-conformance-"));
  try {
    const program = await start(...command, "upload", folder);
    const page = await visit(program.url, { allow: cut, ...options });
    const buffer = randomBytes(8 * (1 << 20) + 3);
    await page.locator("input[type=file]").setInputFiles({ name: "noise.bin", mimeType: "", buffer });
    assert.equal(await program.ended, 0);
    const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
    assert.equal(hash(await readFile(join(folder, "noise.bin"))), hash(buffer));
  } finally {
    await rm(folder, { recursive: true });
  }
});

const microphone = { context: { permissions: ["microphone"] } };  // see webrtc.spec.mjs
for (const name of ["own_server_blocking", "own_server_events", "proxy"]) {
  test(`${name} takes a file`, takesAFile({}, name, "--conformance"));
}
test("pipe takes a file", takesAFile({}, "pipe_host", process.env.BONITO_PROGRAM_pipe, "--", "--conformance"));
test("webrtc takes a file", takesAFile(microphone, "webrtc", "--conformance"));

test("webrtc conforms", inBrowser(async ({ start, visit }) => {
  const program = await start("webrtc", "--conformance", "64", "cut");
  const visiting = visit(program.url, {
    ...microphone,
    prepare: (page) => page.addInitScript(() => {
      const Peer = RTCPeerConnection;
      globalThis.RTCPeerConnection = class extends Peer {
        constructor(...options) {
          super(...options);
          globalThis.peer = this;
        }
      };
    }),
  });
  await conforms(program, visiting, (page) => page.evaluate(() => peer.close()));
}));

test("notebook conforms", inNotebook(async ({ page, run, log }) => {
  log.on("data", (text) => String(text).includes("Cut!") && page.evaluate(() => Jupyter.notebook.kernel.ws.close()));
  const [verdict, ...remarks] = await verdict_of(await run("conformance()"));
  assert.equal(verdict, "The connection conforms.", remarks.join("\n"));
  // Jupyter takes all there is, and tells nobody when it is too much.
  assert.deepEqual(remarks.map((remark) => /^\w+\(\)/.exec(remark)?.[0]), ["write()", "hold_back()"], remarks.join("\n"));
}));
