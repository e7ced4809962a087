// A network that does what it is told: tests/support/fault_proxy.hpp.
//
//   const proxy = await startProxy(program.url);
//   await proxy.tell("cut");
//   await proxy.stop();
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { build } from "./browser.mjs";

export async function startProxy(url) {
  const child = spawn(`${build}/bench/bench_fault_proxy`, ["--to", new URL(url).port], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const heard = async () => (await lines.next()).value;
  const proxy = { url: /http\S+/.exec(await heard())[0] };
  proxy.tell = async (command) => {
    child.stdin.write(`${command}\n`);
    const answer = await heard();
    if (answer !== "ok") throw new Error(answer);
  };
  proxy.stop = async () => {
    child.stdin.end();
    await once(child, "close");
  };
  return proxy;
}
