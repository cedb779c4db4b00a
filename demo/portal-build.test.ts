import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashSources } from "#demo/portal-build";

let root: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vitrine-sources-test-"));
  for (const path of ["app/page.tsx", "lib/errors.ts", "package-lock.json"]) write(path, "1");
});
afterEach(() => rmSync(root, { recursive: true }));

describe("hashSources returns another hash", () => {
  it.each([
    ["when a source changes", () => write("lib/errors.ts", "2")],
    ["when a source is added", () => write("components/ui/button.tsx", "1")],
    ["when a source is removed", () => rmSync(join(root, "app/page.tsx"))],
    ["when a source is renamed", () => renameSync(join(root, "app/page.tsx"), join(root, "app/other.tsx"))],
    ["when a package changes", () => write("package-lock.json", "2")],
  ])("%s", (_reason, change) => {
    const before = hashSources(root);
    change();
    expect(hashSources(root)).not.toBe(before);
  });
});

describe("hashSources returns the same hash", () => {
  it.each([
    ["when a test changes", () => write("lib/errors.test.ts", "2")],
    ["when the demo changes", () => write("demo/main.ts", "2")],
    ["when a file is written without a change", () => write("lib/errors.ts", "1")],
  ])("%s", (_reason, change) => {
    const before = hashSources(root);
    change();
    expect(hashSources(root)).toBe(before);
  });
});
