import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const MAP = join(import.meta.dirname, "map.js");

let house: string;
beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), "vitrine-map-"));
  mkdirSync(join(house, "lib/git"), { recursive: true });
  writeFileSync(join(house, "tsconfig.json"), "{}");
});
afterEach(() => rmSync(house, { recursive: true }));

function build(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(house, path), text);
  return spawnSync(process.execPath, [MAP], { cwd: house, encoding: "utf8" });
}

const fill = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`lib/git/file-${index}.ts`, "export {};\n"]),
  );

it("map.js prints the rooms with their imports, and passes", () => {
  const { status, stdout } = build({
    ...fill(25),
    "lib/errors.ts": "export const code = 1;\n",
    "lib/git/file-0.ts": 'import { code } from "../errors";\nexport const other = code;\n',
  });
  expect(stdout).toMatch(/^lib\/git +25 +0 +26\n +imports +lib$/m);
  expect(stdout).toMatch(/^ +imported by +lib\/git$/m);
  expect(status).toBe(0);
});

it("map.js fails for a room with more than 25 files, including tests", () => {
  const { status, stderr } = build({ ...fill(25), "lib/git/one.test.ts": "export {};\n" });
  expect(stderr).toContain("lib/git has 26 files, more than 25.");
  expect(status).toBe(1);
});

it("map.js fails for a cycle of imports", () => {
  const { status, stderr } = build({
    "lib/git/a.ts": 'import "./b";\n',
    "lib/git/b.ts": 'import "./a";\n',
  });
  expect(stderr).toContain("in a circle: lib/git/a.ts, lib/git/b.ts.");
  expect(status).toBe(1);
});
