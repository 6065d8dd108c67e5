// Writes ../static: one script and one style sheet for every page, the charts apart, an icon set.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const OUT = "../static";
// The names that templates and plugins' pages may use.
const ICONS = JSON.parse(readFileSync("src/icons.json", "utf8"));

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });

await build({
  entryPoints: { console: "src/console.ts", charts: "src/charts.ts", theme: "src/theme.ts" },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "eof",
});
await build({
  entryPoints: { console: "src/console.css" },
  outdir: OUT,
  bundle: true,
  minify: true,
  loader: { ".woff2": "file", ".woff": "file", ".svg": "dataurl" },
});

const symbols = ICONS.map((name) => {
  const svg = readFileSync(`node_modules/bootstrap-icons/icons/${name}.svg`, "utf8");
  const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").trim();
  return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
});
writeFileSync(`${OUT}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
copyFileSync("src/icon.svg", `${OUT}/icon.svg`);
