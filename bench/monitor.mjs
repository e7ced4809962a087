// What does the monitor take of one core while one visitor watches it at 20 samples a second?
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMilliseconds, inChromium, report } from "./support/browser.mjs";

const milliseconds = 5000;

await inChromium(async ({ browser, start }) => {
  const monitor = await start("examples/monitor");
  const page = await browser.newPage();
  await page.goto(monitor.url);
  await page.locator("input[type=range]").fill("20");
  await page.locator("output", { hasText: "20 Hz" }).waitFor();
  await sleep(1000);
  const before = cpuMilliseconds(monitor.pid);
  const watching = performance.now();
  await sleep(milliseconds);
  const used = cpuMilliseconds(monitor.pid) - before;
  report({ cpu: { measured: (100 * used) / (performance.now() - watching) } });
});
