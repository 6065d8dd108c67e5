// Bundles the widget into ../static: `widget.js`, which every page loads, and in `parts/` what it
// imports when a person opens it. Those carry a hash in their names and may be cached for ever.
import { mkdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const target = ["es2022", "chrome105", "firefox110", "safari16.4"];

/** Style sheets as minified text: constructed sheets need no `style-src` in a page's policy. */
const css = {
  name: "css",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      // Bare declarations are wrapped for the minifier, which takes whole rules only.
      const bare = path.endsWith("dark.css");
      const { code } = await transform(bare ? `a{${text}}` : text, { loader: "css", minify: true, target });
      return { contents: bare ? code.trim().slice(2, -1) : code.trim(), loader: "text" };
    });
  },
};
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  target,
  plugins: [css],
  legalComments: "none",
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const { metafile } = await build({
  ...common,
  entryPoints: ["src/app.ts", "src/strings/de.ts", "src/strings/en.ts", "src/strings/tr.ts"],
  outdir: join(out, "parts"),
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  format: "esm",
  splitting: true,
  metafile: true,
});
const parts = {};
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint) parts[basename(entryPoint, ".ts")] = basename(path);
}
delete parts.sheets;
await build({
  ...common,
  entryPoints: ["src/widget.ts"],
  outfile: join(out, "widget.js"),
  format: "iife",
  define: { PARTS: JSON.stringify(parts) },
});
