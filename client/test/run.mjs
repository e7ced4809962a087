// Bundles every test with what it tests, then runs them with node's own test runner.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const bundles = `${root}node_modules/.bonito-test`;
const tests = readdirSync(`${root}test`).filter((name) => name.endsWith(".test.ts"));

rmSync(bundles, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: tests.map((name) => `test/${name}`),
  outdir: bundles,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "es2022",
  packages: "external",
  sourcemap: "inline",
});
const files = tests.map((name) => `${bundles}/${name.replace(".ts", ".mjs")}`);
const options = ["--enable-source-maps", "--disable-warning=ExperimentalWarning", "--test"];
const { status } = spawnSync(process.execPath, [...options, ...files], { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
