/** Bundles the browser modules: `npm run build [-- --outdir=FOLDER]`. */

import { parseArgs } from "node:util";

import { build } from "esbuild";

const source = "src/gapura/web/browser";
const { outdir } = parseArgs({
  options: { outdir: { type: "string", default: "src/gapura/web/static/gapura/built" } },
}).values;

await build({
  entryPoints: {
    "check-in": `${source}/check-in.js`,
    clock: `${source}/clock.js`,
    compare: `${source}/compare.js`,
    figures: `${source}/figures.js`,
    "offline-door": `${source}/offline-door.js`,
    map: `${source}/map.js`,
    officer: `${source}/officer.js`,
    "officer-worker": `${source}/officer-worker.js`,
    page: `${source}/page.js`,
    pass: `${source}/pass.js`,
    passkey: `${source}/passkey.js`,
    password: `${source}/password.js`,
    position: `${source}/position.js`,
    proof: `${source}/proof.js`,
    scanner: `${source}/scanner.js`,
    reader: `${source}/reader.js`,
    screen: `${source}/screen.js`,
    "register-scanner": `${source}/register-scanner.js`,
    visitor: `${source}/visitor.js`,
    "visitor-worker": `${source}/visitor-worker.js`,
    zxing_reader: "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm",
  },
  outdir,
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  // What phones of 2019 run; their browsers know import() though it came a year after.
  target: "es2019",
  supported: { "dynamic-import": true },
  loader: { ".wasm": "copy" },
  legalComments: "eof",
  logLevel: "warning",
});
