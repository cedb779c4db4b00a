import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import configuration from "../.dependency-cruiser.mjs";

/** For each rule, the smallest program that violates it. */
const violations: Record<string, Record<string, string>> = {
  "no-circular": {
    "lib/request/a.ts": 'import "#lib/request/b";',
    "lib/request/b.ts": 'import "#lib/request/a";',
  },
  "nothing-imports-app": {
    "lib/server/a.ts": 'import "../../app/page";',
    "app/page.ts": "export {};",
  },
  "kubernetes-stands-alone": {
    "lib/kubernetes/a.ts": 'import "#lib/kratix/b";',
    "lib/kratix/b.ts": "export {};",
  },
  "adapters-know-only-kubernetes": {
    "lib/kratix/a.ts": 'import "#lib/crossplane/b";',
    "lib/crossplane/b.ts": "export {};",
  },
  "git-stands-alone": {
    "lib/git/a.ts": 'import "#lib/kubernetes/b";',
    "lib/kubernetes/b.ts": "export {};",
  },
  "yaml-reader-stands-alone": {
    "lib/manifest/yaml/a.ts": 'import "#lib/schema/b";',
    "lib/schema/b.ts": "export {};",
  },
  "pure-rooms-do-no-input-or-output": { "lib/schema/a.ts": 'import "node:fs";' },
  "pure-rooms-have-no-clients": {
    "lib/graph/a.ts": 'import "#lib/server/b";',
    "lib/server/b.ts": "export {};",
  },
  "schema-knows-no-form": {
    "lib/schema/a.ts": 'import "#lib/form/b";',
    "lib/form/b.ts": "export {};",
  },
  "manifest-knows-no-form": {
    "lib/manifest/a.ts": 'import "#lib/form/b";',
    "lib/form/b.ts": "export {};",
  },
  "components-take-types-and-pure-functions": {
    "components/a.tsx": 'import "#lib/git/b";',
    "lib/git/b.ts": "export {};",
  },
  "app-composes-through-server": {
    "app/a.ts": 'import "#lib/git/b";',
    "lib/git/b.ts": "export {};",
  },
  "server-only-in-lib-server": {
    "lib/git/a.ts": 'import "server-only";',
    "node_modules/server-only/package.json": '{"name":"server-only","main":"index.js"}',
    "node_modules/server-only/index.js": "",
  },
  "testing-is-for-tests": {
    "lib/git/a.ts": 'import "#lib/git/testing/b";',
    "lib/git/testing/b.ts": "export {};",
  },
  "product-knows-no-demo": {
    "lib/request/a.ts": 'import "#demo/b";',
    "demo/b.ts": "export {};",
  },
};

const allowed = {
  "app/page.ts": 'import "#lib/server/catalog"; import "#components/a";',
  "components/a.tsx": 'import "#lib/git/types"; import "#lib/schema/b"; import "react";',
  "node_modules/react/package.json": '{"name":"react","main":"index.js"}',
  "node_modules/react/index.js": "",
  "lib/git/types.ts": "export {};",
  "lib/schema/b.ts": "export {};",
  "lib/server/catalog.ts": 'import "#lib/kratix/c"; import "#lib/git/types";',
  "lib/kratix/c.ts": 'import "#lib/kubernetes/d";',
  "lib/kubernetes/d.ts": 'import "#lib/errors";',
  "lib/errors.ts": "export {};",
};

const manifest = JSON.stringify({
  type: "module",
  imports: { "#lib/*": "./lib/*.ts", "#components/*": "./components/*.tsx", "#demo/*": "./demo/*.ts" },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-rules-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The names of the rules that a program with these files violates. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  for (const [path, content] of Object.entries({ "package.json": manifest, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const { tsConfig: _unused, ...options } = configuration.options ?? {};
  const { output } = await cruise(["."], {
    ...options,
    ruleSet: { forbidden: configuration.forbidden ?? [] },
    validate: true,
    baseDir: folder,
  });
  return (output as ICruiseResult).summary.violations.map((violation) => violation.rule.name);
}

describe("dependency rules", () => {
  it("have one failing program per rule", () => {
    expect(Object.keys(violations)).toEqual((configuration.forbidden ?? []).map((rule) => rule.name));
  });

  it.each(Object.entries(violations))("refuse a program that breaks %s", async (rule, files) => {
    expect(await brokenRules(files)).toContain(rule);
  });

  it("accept the intended direction", async () => {
    expect(await brokenRules(allowed)).toEqual([]);
  });
});
