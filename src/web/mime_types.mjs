// Writes mime_types.inc, the table of mime.cpp, from the npm package mime-db, which client/package.json pins:
//
//   node src/web/mime_types.mjs [FILE]        into mime_types.inc, beside this, by default
//
// client/test/mime_types.test.ts says when the committed table is not what this writes.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const load = createRequire(new URL("../../client/package.json", import.meta.url));
const { version } = load("mime-db/package.json");
const types = load("mime-db");

// What the package lacks, or files under a name that the standards have left behind.
const ours = {
  cjs: "text/javascript", // RFC 9239
  flac: "audio/flac", // RFC 9639
  rtf: "application/rtf", // no text in UTF-8
  wav: "audio/wav",
  yaml: "application/yaml", // RFC 9512
  yml: "application/yaml",
  zst: "application/zstd", // RFC 8878
};

// An ending with several types has that of the best source, then that which a browser shows.
const sources = ["iana", "apache", "nginx"];
const kinds = ["video", "audio", "image", "text", "font", "model"];
const place = (list, word) => (list.includes(word) ? list.indexOf(word) : list.length);
const rank = (type) => [place(sources, types[type].source), place(kinds, type.split("/")[0])];
const is_better = (a, b) => {
  const [[a_source, a_kind], [b_source, b_kind]] = [rank(a), rank(b)];
  return a_source !== b_source ? a_source < b_source : a_kind < b_kind;
};

const chosen = new Map();
for (const type of Object.keys(types).sort()) {
  const { source, extensions = [] } = types[type];
  if (!sources.includes(source)) continue;
  for (const ending of extensions) {
    if (!chosen.has(ending) || is_better(type, chosen.get(ending))) chosen.set(ending, type);
  }
}
for (const [ending, type] of Object.entries(ours)) chosen.set(ending, type);

const written = (type) => (type.startsWith("text/") ? `${type}; charset=utf-8` : type);
const lines = [...chosen.keys()].sort().map((ending) => `{"${ending}", "${written(chosen.get(ending))}"},`);
const head = `// Made by src/web/mime_types.mjs from mime-db ${version}: an ending and its type a line, sorted by ending.\n`;
writeFileSync(process.argv[2] ?? new URL("mime_types.inc", import.meta.url), `${head}${lines.join("\n")}\n`);
