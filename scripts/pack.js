// What `npm pack` does before and after it packs. The build has its packages inside, so the packed package.json names none:
// `npx` then installs one file, and nothing is compiled. Before, package.json is put aside; after, it is put back.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { build } from "./build.js";

const MANIFEST = "package.json";
const ASIDE = ".cache/package.json";

/** The package.json of the package. It keeps `imports`: what runs in this folder meanwhile needs them. */
export function trimManifest({ dependencies: _, devDependencies: _dev, ...manifest }) {
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

async function prepare() {
  restore();
  await build();
  const original = readFileSync(MANIFEST, "utf8");
  writeFileSync(ASIDE, original);
  writeFileSync(MANIFEST, format(trimManifest(JSON.parse(original))));
}

if (process.argv[2] === "before") await prepare();
if (process.argv[2] === "after") restore();
