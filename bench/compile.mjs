// How long does it take to compile and link the counter against the built library, with g++ -O0? The bound:
// a program that only says hello. The commands are those of the build, without ccache.
import { execFileSync, execSync } from "node:child_process";
import { build } from "./support/browser.mjs";

const environment = { ...process.env, CCACHE_DISABLE: "1" };

function seconds(target) {
  const commands = execFileSync("ninja", ["-C", build, "-t", "commands", target], { maxBuffer: 1 << 26 }).toString();
  const start = performance.now();
  for (const command of commands.split("\n").filter((line) => line.includes(target))) {
    execSync(command, { cwd: build, env: environment });
  }
  return (performance.now() - start) / 1000;
}

const bound = seconds("bench_compile_empty");
console.log(JSON.stringify({ wall: { measured: seconds("bench_compile_counter"), bound } }));
