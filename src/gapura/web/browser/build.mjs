/** Bundles the browser modules, with the licences of what they hold: `npm run build [-- --outdir=FOLDER]`. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { build } from "esbuild";

const source = "src/gapura/web/browser";
const { outdir } = parseArgs({
  options: { outdir: { type: "string", default: "src/gapura/web/static/gapura/built" } },
}).values;

const { metafile } = await build({
  entryPoints: {
    certificate: `${source}/certificate.js`,
    "check-in": `${source}/check-in.js`,
    clock: `${source}/clock.js`,
    compare: `${source}/compare.js`,
    "every-page": `${source}/every-page.js`,
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
  metafile: true,
});
// zxing-wasm comes with its own licence and not with that of the reader it compiles, which is the same as ours.
const reader = `zxing-cpp, in zxing_reader.wasm\n\n${readFileSync("LICENSE", "utf8").trim()}\n`;
writeFileSync(`${outdir}/licences.txt`, [...bundled(metafile).map(licence), reader].join("\n"));

/** The folders of the packages that any bundle has something of. */
function bundled({ inputs }) {
  const folders = Object.keys(inputs).flatMap((path) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

function licence(folder) {
  const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  if (!file) throw new Error(`${name} comes without a licence`);
  return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
}
