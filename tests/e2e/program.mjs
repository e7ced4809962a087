// A program of this build, started for a test on any free port.
//
//   const counter = await startProgram("counter");
//   await fetch(counter.url);
//   await counter.stop();      // SIGTERM; fails unless the program ends with status 0
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const patience = 30_000;

export async function startProgram(name, ...options) {
  const path = process.env[`BONITO_PROGRAM_${name}`];
  assert.ok(path, `The program ${name} is unknown: name it after PROGRAMS in tests/e2e/CMakeLists.txt.`);
  const child = spawn(path, ["--port", "0", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close").then(([code, signal]) => signal ?? code);
  let log = "";
  child.stderr.on("data", (text) => (log += text));

  let stopping;
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    const status = await ended;
    clearTimeout(timer);
    assert.equal(status, 0, `${name} ended with ${status}:\n${log}`);
  };

  const listening = new Promise((resolve) => {
    createInterface(child.stdout).on("line", (line) => {
      const url = /^Listening on (http\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  const failed = ended.then((status) => assert.fail(`${name} ended with ${status} before it listened:\n${log}`));
  failed.catch(() => {});  // once it listens, stop() is who asks
  const url = await Promise.race([listening, failed]);
  return { url, pid: child.pid, stop: () => (stopping ??= stop()) };
}
