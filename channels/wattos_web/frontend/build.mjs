// Bundles the widget into ../static: `widget.js`, which every page loads, and the parts that it
// imports when a person opens it. Those carry a hash in their names and may be cached for ever.
import { rm, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");
const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["es2022", "chrome105", "firefox110", "safari16.4"],
  loader: { ".css": "text" },
  legalComments: "none",
  logLevel: "info",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  ...common,
  entryPoints: ["src/widget.ts"],
  outfile: join(out, "widget.js"),
  format: "iife",
});
