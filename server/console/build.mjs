// Bundles the console: build.mjs OUTPUT_FOLDER. Each file is also written compressed, as the server embeds it.
import { build } from "esbuild";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2];
if (!output) throw new Error("build.mjs needs the folder that it writes to");

const result = await build({
  absWorkingDir: here,
  // What draws charts is read by the pages that have one.
  entryPoints: { console: "src/main.tsx", plot: "uplot" },
  outdir: output,
  bundle: true,
  // The pages of runs are pages.js, and what they share with the others chunk.js: the server has both names.
  splitting: true,
  chunkNames: "[name]",
  minify: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  metafile: true,
  write: false,
});

const files = result.outputFiles.map(file => ({
  name: file.path.split("/").at(-1),
  content: Buffer.from(file.contents),
}));
for (const name of ["index.html", "favicon.svg"])
  files.push({ name, content: await readFile(join(here, "src", name)) });

const compress = content =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });

// Written beside and renamed: a build that is ended in between leaves no half of a console.
const beside = `${output}.unfinished`;
await rm(beside, { recursive: true, force: true });
await mkdir(beside, { recursive: true });
for (const { name, content } of files) {
  await writeFile(join(beside, name), content);
  await writeFile(join(beside, `${name}.br`), compress(content));
}
await writeFile(join(beside, "metafile.json"), JSON.stringify(result.metafile));
await rm(output, { recursive: true, force: true });
await rename(beside, output);
