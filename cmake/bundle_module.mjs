// Makes one ES module of a file and all that it imports, and a C++ source that has it: what bonito_add_module runs.
//
//   node bundle_module.mjs --entry chart.ts --name chart --out FOLDER --esbuild node_modules/esbuild
//
// It writes into FOLDER: chart.module.cpp; chart.d, what that is made of; chart.js and chart.css, for development.
// Pictures, fonts and other files that a script imports (the URL is what it gets) or a style sheet names stay files:
// the policy `default-src 'self'` forbids data: addresses. A mark stands for the address of each.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";

const { values: { entry, name, out, esbuild } } = parseArgs({
  options: { entry: { type: "string" }, name: { type: "string" }, out: { type: "string" }, esbuild: { type: "string" } },
});
const { build } = createRequire(import.meta.url)(resolve(esbuild));
const folder = dirname(entry);

const is_file = /\.(png|jpe?g|gif|svg|webp|avif|ico|cur|bmp|woff2?|ttf|otf|eot|wasm|mp[34]|webm|ogg|wav|flac|glb|gltf|bin|pdf)([?#].*)?$/i;
const files = new Map(); // by path: { mark, content }

// The mark of a file stays the same when its content changes: a program that runs knows it.
async function mark_of(path) {
  if (!files.has(path)) {
    const place = relative(folder, path).split(sep).join("/");
    const mark = `bonito:file/${createHash("sha256").update(place).digest("hex").slice(0, 24)}`;
    files.set(path, { mark, content: await readFile(path) });
  }
  return files.get(path).mark;
}

const keep_files = {
  name: "bonito-files",
  setup(bundler) {
    bundler.onResolve({ filter: is_file }, async ({ path, kind, importer, resolveDir, pluginData, namespace }) => {
      if (pluginData === keep_files || /^(data|https?):/i.test(path)) return;
      const [, plain, suffix = ""] = /^([^?#]*)([?#].*)?$/.exec(path);
      const found = await bundler.resolve(plain, { kind, importer, resolveDir, namespace, pluginData: keep_files });
      if (found.errors.length > 0) return { errors: found.errors };
      if (found.external) return found;
      if (kind === "url-token") return { path: (await mark_of(found.path)) + suffix, external: true };
      return { path: found.path, namespace: "bonito-file" };
    });
    bundler.onLoad({ filter: /.*/, namespace: "bonito-file" }, async ({ path }) => ({
      contents: `export default new URL("${await mark_of(path)}", import.meta.url).href;`,
      watchFiles: [path],
    }));
  },
};

// As the characters between the quotation marks of a C++ literal.
function literal(bytes) {
  let text = "";
  let line = 0;
  for (const byte of bytes) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
    text += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
    if (++line % 120 === 0) text += '"\n"';
  }
  return text;
}
const view = (bytes) => `std::string_view{"${literal(bytes)}", ${bytes.length}}`;

function source(script, style) {
  const all = [...files.values()];
  const names = [...files.keys()].map((path) => basename(path));
  const table = all.map(({ mark, content }, i) => `    {"${names[i].replace(/["\\]/g, "\\$&")}", "${mark}",\n     ${view(content)}},\n`);
  return `// Made by bonito_add_module from ${basename(entry)}.
#include "${name}.module.hpp"

#include <bonito/session/bundle.hpp>

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif
#ifndef BONITO_MODULE_FOLDER
#define BONITO_MODULE_FOLDER ""
#endif

namespace bonito::modules {
namespace {

${all.length > 0 ? `constexpr detail::BundledFile files[] = {\n${table.join("")}};\n` : "constexpr std::span<const detail::BundledFile> files{};\n"}
constexpr detail::Bundle bundle{
    .name = "${name}",
    .script = ${view(script)},
    .style = ${view(style)},
    .files = files,
    .folder = BONITO_MODULE_FOLDER,
};

}  // namespace

Asset ${name}() {
  static const Asset module = detail::bundled_module(bundle);
  return module;
}

}  // namespace bonito::modules
`;
}

try {
  const { outputFiles, metafile } = await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outdir: out,
    entryNames: name,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    define: { "process.env.NODE_ENV": '"production"' },
    metafile: true,
    write: false,
    logLevel: "warning",
    plugins: [keep_files],
  });
  const output = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.contents ?? new Uint8Array();
  const script = output(".js");
  const style = output(".css");
  // Not those of a namespace ("bonito-file:…", "(disabled):…"), which are no paths.
  const inputs = Object.keys(metafile.inputs).filter((path) => !/^[\w()-]{2,}:/.test(path)).map((path) => resolve(folder, path));
  const made_of = [...new Set([...inputs, ...files.keys()])].map((path) => path.replace(/[ #]/g, "\\$&").replaceAll("$", "$$$$"));

  await mkdir(out, { recursive: true });
  await writeFile(join(out, `${name}.js`), script);
  await writeFile(join(out, `${name}.css`), style);
  await writeFile(join(out, `${name}.d`), `${join(out, name)}.module.cpp: ${made_of.join(" \\\n  ")}\n`);
  await writeFile(join(out, `${name}.module.cpp`), source(script, style));
} catch (error) {
  if (!error.errors) console.error(error); // what esbuild found has been said
  process.exitCode = 1;
}
