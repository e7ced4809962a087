import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

test("the server's table of MIME types is what mime-db gives", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "bonito-mime-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const made = join(folder, "mime_types.inc");
  execFileSync(process.execPath, ["../src/web/mime_types.mjs", made]);
  const [committed, current] = ["../src/web/mime_types.inc", made].map((file) => readFileSync(file, "utf8"));
  assert.ok(committed === current, "src/web/mime_types.inc is old: run \"node src/web/mime_types.mjs\".");
});
