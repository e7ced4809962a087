// Builds the client: one ES module, the same precompressed, and the icon; the modules of src/modules, which only pages
// load that use them; and what stands in for the client on a page of the conformance kit. The same input gives the same
// bytes.
//
//   node build.mjs [FOLDER]        into dist/ by default
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { constants, brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const folder = process.argv[2] ?? new URL("dist", here).pathname;

async function module_of(name) {
  const { outputFiles } = await build({
    absWorkingDir: here.pathname,
    entryPoints: [`src/${name}.ts`],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}
const module = await module_of("index");

await mkdir(`${folder}/modules`, { recursive: true });
const files = {
  "bonito.js": module,
  "bonito.js.br": brotliCompressSync(module, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: module.length,
    },
  }),
  "bonito.js.gz": gzipSync(module, { level: 9 }),
  "echo.js": await module_of("echo"),
  "icon.svg": Buffer.from((await readFile(new URL("src/icon.svg", here), "utf8")).replace(/\n\s*/g, "")),
};
for (const name of (await readdir(new URL("src/modules", here))).sort()) {
  const module_name = `modules/${name.replace(/\.ts$/, "")}`;
  files[`${module_name}.js`] = await module_of(module_name);
}
for (const [name, bytes] of Object.entries(files)) {
  await writeFile(`${folder}/${name}`, bytes);
  console.log(`${String(bytes.length).padStart(7)}  ${name}`);
}
