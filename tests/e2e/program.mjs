// A program of this build, started for a test on any free port.
//
//   const counter = await startProgram("counter");
//   await fetch(counter.url);
//   await counter.stop();      // SIGTERM; fails unless the program ends with status 0
//   await counter.kill();      // or SIGKILL: it says good-bye to nobody
//   await counter.ended;       // the status, where it ends by itself; counter.log is a stream of what it complains of
//
//   const proxy = await startProgram("fault_proxy", "--to", counter.port);
//   await proxy.tell("cut");   // for programs that read commands; fails unless the answer is "ok"
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const patience = 120_000;

export async function startProgram(name, ...options) {
  const path = process.env[`BONITO_PROGRAM_${name}`];
  assert.ok(path, `The program ${name} is unknown: name it after PROGRAMS in tests/e2e/CMakeLists.txt.`);
  const child = spawn(path, ["--port", "0", ...options], { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "close").then(([code, signal]) => signal ?? code);
  let log = "";
  child.stderr.on("data", (text) => (log += text));

  const end = async (signal, expected) => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    const status = await ended;
    clearTimeout(timer);
    assert.equal(status, expected, `${name} ended with ${status}:\n${log}`);
  };
  let ending;
  const stop = () => (ending ??= end("SIGTERM", 0));
  const kill = () => (ending ??= end("SIGKILL", "SIGKILL"));

  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const failed = ended.then((status) => assert.fail(`${name} ended with ${status} before it listened:\n${log}`));
  failed.catch(() => {});  // once it listens, stop() is who asks
  const listening = async () => {
    for (;;) {
      const { value = "", done } = await lines.next();
      const url = /^Listening on (http\S+)$/.exec(value)?.[1];
      if (url || done) return url ?? failed;
    }
  };
  const url = await Promise.race([listening(), failed]);
  const tell = async (command) => {
    child.stdin.write(`${command}\n`);
    assert.equal((await lines.next()).value, "ok", command);
  };
  return { url, port: new URL(url).port, pid: child.pid, log: child.stderr, ended, stop, kill, tell };
}
