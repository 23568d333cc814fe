// Bundles the browser side: node build.mjs OUT. Writes hashed files, their brotli and gzip forms, and `assets.list`, one line
// per asset: name, address, content type, file. Run by build.rs in a copy of this folder; packagers may run it themselves.
import * as esbuild from "esbuild";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { divisions } from "./divisions.mjs";
import { brandPng } from "./png.mjs";

const out = process.argv[2] ?? "dist";
fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json; charset=utf-8",
};
// Safari 12 is refused by esbuild for destructuring, which it does support.
const COMMON = {
  bundle: true, minify: true, write: false, legalComments: "none", outdir: out, charset: "utf8",
  target: ["chrome72", "safari13", "firefox68"], supported: { destructuring: true }, external: ["/assets/*"],
};

const list = [];
const address = new Map();

function put(name, bytes, { hashed = true, stem = name } = {}) {
  const ext = path.extname(stem);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const file = hashed ? `${stem.slice(0, -ext.length)}.${hash}${ext}` : stem;
  const at = hashed ? `/assets/${file}` : `/${file}`;
  const packed = {
    br: zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    gz: zlib.gzipSync(bytes, { level: 9 }),
  };
  fs.writeFileSync(path.join(out, file), bytes);
  // An empty file says that packing gains nothing, as for pictures.
  for (const [form, packing] of Object.entries(packed)) {
    fs.writeFileSync(path.join(out, `${file}.${form}`), packing.length < bytes.length * 0.95 ? packing : "");
  }
  list.push([name, at, TYPES[ext], file].join("\t"));
  address.set(name, at);
  console.log(`${name.padEnd(22)} ${String(bytes.length).padStart(7)} ${String(packed.br.length).padStart(7)} br`);
}

async function bundle(entry, options = {}) {
  const result = await esbuild.build({ ...COMMON, entryPoints: [entry], ...options });
  return Buffer.from(result.outputFiles[0].contents);
}

put("app.css", await bundle("app.css"));
put("icons.svg", Buffer.from(fs.readFileSync("icons.svg", "utf8").replace(/>\s+</g, "><").trim()));
put("brand.svg", Buffer.from(fs.readFileSync("brand.svg", "utf8").trim()));
for (const size of [180, 192, 512]) put(`icon-${size}.png`, brandPng(size, { full: size === 180 }));
put("icon-maskable.png", brandPng(512, { full: true, scale: 0.72 }));

// The scanner's decoder is 47 KB and only for browsers without their own: a file apart, named to its user at build time.
put("jsqr.js", await bundle("ts/jsqr.ts", { format: "esm" }));
for (const name of ["app", "scan", "clock", "crop", "live", "pow", "password", "passkey", "place", "card", "verify"]) {
  const define = { JSQR: JSON.stringify(address.get("jsqr.js")) };
  put(`${name}.js`, await bundle(`ts/${name}.ts`, { format: "iife", define }));
}

const manifest = JSON.parse(fs.readFileSync("manifest.webmanifest", "utf8"));
for (const icon of manifest.icons) icon.src = address.get(icon.src);
put("manifest.webmanifest", Buffer.from(JSON.stringify(manifest)), { hashed: false });

const shell = ["app.css", "app.js", "clock.js", "card.js", "verify.js", "icons.svg", "brand.svg"].map((name) => address.get(name));
const version = createHash("sha256").update(shell.join()).digest("hex").slice(0, 10);
put("sw.js", await bundle("ts/sw.ts", { format: "iife", define: { SHELL: JSON.stringify(shell), VERSION: JSON.stringify(version) } }), { hashed: false });

fs.writeFileSync(path.join(out, "divisions.txt"), divisions());
fs.writeFileSync(path.join(out, "assets.list"), `${list.join("\n")}\n`);
