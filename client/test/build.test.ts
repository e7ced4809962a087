import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const most_bytes = 18_432;
const dist = (name: string) => readFileSync(join("dist", name));

test("what is committed is what the sources give", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "bonito-client-"));
  context.after(() => rmSync(folder, { recursive: true }));
  execFileSync(process.execPath, ["build.mjs", folder]);
  const built = (readdirSync(folder, { recursive: true }) as string[]).sort();
  assert.deepEqual(built, (readdirSync("dist", { recursive: true }) as string[]).sort());
  for (const name of built.filter((name) => /\.(js|svg)$/.test(name))) {
    assert.ok(readFileSync(join(folder, name)).equals(dist(name)), `dist/${name} is old: run "npm run build".`);
  }
  // Compressors differ between versions of node, so the compressed files are judged by what is in them.
  assert.ok(brotliDecompressSync(dist("bonito.js.br")).equals(dist("bonito.js")));
  assert.ok(gunzipSync(dist("bonito.js.gz")).equals(dist("bonito.js")));
});

test("the client is at most 18 KiB, compressed", (context) => {
  const sizes = ["bonito.js", "bonito.js.gz", "bonito.js.br"].map((name) => `${name} ${dist(name).length}`);
  context.diagnostic(`${sizes.join(", ")}; at most ${most_bytes} as browsers get it`);
  assert.ok(dist("bonito.js.br").length <= most_bytes);
});

test("the client and its modules need nothing that a strict content policy forbids", () => {
  const modules = readdirSync("dist/modules").map((name) => `modules/${name}`);
  for (const name of ["bonito.js", ...modules]) {
    const source = dist(name).toString();
    for (const word of ["eval(", "Function(", "innerHTML", "setAttribute(\"style\"", "<style", "<script"]) {
      assert.ok(!source.includes(word), `${word} in ${name}`);
    }
  }
});

// They would bring a second copy of it.
test("what is loaded on demand imports nothing of the client", () => {
  for (const name of readdirSync("src/modules")) {
    assert.doesNotMatch(readFileSync(join("src/modules", name), "utf8"), /^import (?!type)/m, name);
  }
});

test("the modules depend on those before them only", () => {
  const order = [
    "address", "protocol", "msgpack", "base64", "parts", "frame", "msgpack_reader", "msgpack_writer", "observable", "pace", "slots", "sheet", "status", "needs", "live", "observe", "markup", "patch", "dom",
    "outbox", "compress", "queue", "load", "failures", "program", "scripts", "messages", "session", "bonito", "line", "socket", "stream", "bulk", "connection", "alert", "fields", "gone", "setup", "connect", "embedded", "index", "echo",
  ];
  assert.deepEqual(readdirSync("src").filter((name) => name.endsWith(".ts")).sort(), order.map((name) => `${name}.ts`).sort());
  for (const [place, name] of order.entries()) {
    for (const [, used] of readFileSync(`src/${name}.ts`, "utf8").matchAll(/from "\.\/(\w+)\.ts"/g)) {
      assert.ok(order.indexOf(used!) < place && order.includes(used!), `${name} imports ${used}`);
    }
  }
});
