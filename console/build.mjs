// Makes the console's files: node build.mjs [FOLDER]. Without a folder, those that the platform serves. The same sources, the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[2] ?? join(here, "../platform/src/main/resources/org/hpcdaemon/platform/console");

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: { main: "src/main.tsx", style: "src/style.css" },
  outdir: "out",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome120", "firefox128", "safari17.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  external: ["node:*"],
  minify: true,
  legalComments: "inline",
  write: false,
  metafile: true,
});

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
const icon = readFileSync(join(here, "icon.svg"));
const iconName = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
files.set(iconName, icon);
const named = { "icon.svg": iconName };
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint === "src/main.tsx") {
    named["main.js"] = basename(path);
  } else if (entryPoint === "src/style.css") {
    named["style.css"] = basename(path);
  }
}
const page = readFileSync(join(here, "index.html"), "utf8").replace(/(?<=\/console\/)[a-z]+\.[a-z]+/g, (name) => named[name]);
files.set("index.html", Buffer.from(page));
files.forEach((contents, name) => writeFileSync(join(folder, name), contents));
writeFileSync(join(folder, "files.txt"), [...files.keys()].sort().map((name) => `${name}\n`).join(""));
