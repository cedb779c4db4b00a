// `npm run build`, and what `npm pack` does before and after it packs. The build has its packages inside, so the packed
// package.json names none: `npx` then installs one file, and nothing is compiled. Before, package.json is put aside; after,
// it is put back.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { install } from "./install.js";
import { mustRun, step } from "./terminal.js";

const MANIFEST = "package.json";
const ASIDE = ".cache/package.json";

/** The package.json of the package. It keeps `imports`: what runs in this folder meanwhile needs them. */
function trimManifest({ dependencies: _, devDependencies: _dev, ...manifest }) {
  return manifest;
}

const format = (manifest) => `${JSON.stringify(manifest, null, 2)}\n`;

/** A run that was interrupted left the trimmed one. */
function restore() {
  if (!existsSync(ASIDE)) return;
  const original = readFileSync(ASIDE, "utf8");
  if (readFileSync(MANIFEST, "utf8") === format(trimManifest(JSON.parse(original))))
    renameSync(ASIDE, MANIFEST);
}

/** Builds the portal of today's sources, unless it is built already, and copies it to `dist`. */
async function build() {
  await install();
  await step("Building the portal", () => mustRun("node", ["demo/obtain.ts", "dist"]));
}

async function prepare() {
  restore();
  await build();
  const original = readFileSync(MANIFEST, "utf8");
  writeFileSync(ASIDE, original);
  writeFileSync(MANIFEST, format(trimManifest(JSON.parse(original))));
}

const steps = { build, before: prepare, after: restore };
await steps[process.argv[2]]();
