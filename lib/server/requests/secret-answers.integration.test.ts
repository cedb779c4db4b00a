import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listRoutes } from "#lib/api/contract/contract";
import { isTextAnswer } from "#lib/api/contract/declaration";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import { shared } from "#lib/server/shared";
import { alterPortal, createFakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { getRequest } from "#lib/server/use-cases/requests";
import { getResourceFile } from "#lib/server/use-cases/resource-file";
import { getResource } from "#lib/server/use-cases/resources";
import { previewRequest } from "#lib/server/use-cases/submission";

/** In parts, so that secret scanners do not report this file. */
const TOKEN = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
const NOTE = `glpat-${"a1B2c3D4e5F6".repeat(2)}`;
const PASSWORD = "hunter2-planted";
const PLANTED = [TOKEN, NOTE, PASSWORD];
const ANA: Identity = { user: "ana", name: "Ana", email: "ana@example.org", groups: [], via: "demo" };
const PATH = "local/team-a/things.demo.test/orders.yaml";
const thing = makeType("demo.test", "Thing");
const ADDRESS = {
  cluster: "local",
  group: "demo.test",
  version: "v1",
  plural: "things",
  namespace: "team-a",
  name: "orders",
};

const SCHEMA = {
  type: "object",
  properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
};

/** Secrets in a manifest written by hand: in fields, a list, a file inside a value, a key and a comment. */
function write(size: string, password: string): string {
  return [
    "apiVersion: demo.test/v1",
    "kind: Thing",
    `# Until spring: ${NOTE}`,
    "metadata:",
    "  name: orders",
    "  namespace: team-a",
    `  annotations: {note: ${NOTE}}`,
    "spec:",
    `  size: ${size} # ${TOKEN}`,
    `  password: ${password}`,
    `  env: [{name: DB_PASSWORD, value: ${password}}]`,
    `  files: {.env: "A=1\\nDB_PASSWORD=${password}\\n"}`,
    `  keys: {${TOKEN}: x}`,
    "",
  ].join("\n");
}

let folder: string;
let git: GitProvider;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-answers-"));
  await createBareRepository(folder, { branch: "main", files: { [PATH]: write("small", PASSWORD) } });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  const base = (await git.readFile(PATH))?.blob ?? null;
  const files = [{ path: PATH, content: write("large", `${PASSWORD}-2`), base }];
  const change = { branch: "by-hand", title: "By hand", body: "", message: "By hand", files };
  await git.openPullRequest(change, { id: "ana", name: "Ana", email: "" });
  const live = {
    ...makeObject(thing, "orders"),
    spec: { size: "small", password: PASSWORD, keys: { [TOKEN]: "x" }, args: ["--password", PASSWORD] },
    status: {
      conditions: [{ type: "Ready", status: "True", message: `It uses ${TOKEN}` }],
      parents: [
        {
          parentRef: { name: "edge" },
          conditions: [{ type: "Accepted", status: "True", message: `For ${TOKEN}` }],
        },
      ],
    },
  };
  const granted = ["request things team-a", "get things team-a", "list things team-a"];
  const portal = createFakePortal({ types: [thing], offers: [thing], objects: [live], granted, git });
  const [record] = portal.catalog.list();
  if (!record) throw new Error("There is no offer.");
  const own = {
    ...record,
    versions: [{ name: "v1", served: true, storage: true, deprecated: false, schema: SCHEMA }],
  };
  const source = { kind: "crd" as const, hasSynced: () => true, subscribe: () => () => {}, close: () => {} };
  const catalog = createCatalog([{ ...source, list: () => [own], get: () => own }]);
  const report = { agent: "Argo CD", cluster: "local", phase: "failed" as const, message: `It has ${TOKEN}` };
  const sync = { ...portal.sync, list: () => [report] };
  shared("portal", () => alterPortal(portal, { sync, catalog, buildForm: convertSchema }));
}, 120_000);
afterAll(() => {
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const input = { object: { ...ADDRESS, kind: "Thing" }, name: "orders", namespace: "team-a" };
const RESOURCE = "/api/v1/resources/{cluster}/{group}/{version}/{plural}/{namespace}/{name}";
const detail = () => getRequest(ANA, "requests-1");

/** The response of each route that returns such data. The test fails if such a route has no row here. */
const ANSWERS: Record<string, (() => Promise<unknown>) | string> = {
  "get /api/v1/catalog/{id}": "examples are what the platform team publishes",
  "get /api/v1/requests/{id}": detail,
  "get /api/v1/requests/{id}/file": "the file is withheld by the same function as that of a resource",
  "post /api/v1/requests/{id}/{action}": detail,
  "post /api/v1/requests/preview": () =>
    previewRequest(ANA, { ...input, operation: "update", manifest: write("large", `${PASSWORD}-3`) }),
  [`get ${RESOURCE}`]: () => getResource(ANA, ADDRESS),
  [`get ${RESOURCE}/file`]: "the whole file is withheld, as a test below proves",
  [`get ${RESOURCE}/adoption`]: "a file with a secret is withheld, as adoption.test.ts proves",
  [`get ${RESOURCE}/dryruns`]: "kratix-requests.test.ts proves it",
  [`post ${RESOURCE}/refresh`]: () => getResource(ANA, ADDRESS),
};

const HOLDING = new Set(["manifest", "diff", "changes", "drift", "yaml", "content", "values", "summary"]);

function holdsContent(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsContent);
  if (typeof node !== "object" || node === null) return false;
  const properties = "properties" in node ? node.properties : undefined;
  const names = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return names.some((name) => HOLDING.has(name)) || Object.values(node).some(holdsContent);
}

describe("secret in a hand-written commit", () => {
  const rows = listRoutes()
    .filter(
      ({ declaration: { answer } }) =>
        !isTextAnswer(answer) && holdsContent(z.toJSONSchema(answer, { unrepresentable: "any" })),
    )
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`);

  it("is tested for every route whose answer contains a manifest, a diff, values or YAML", () => {
    expect(rows.toSorted()).toEqual(Object.keys(ANSWERS).toSorted());
  });

  it("is masked in all conditions of the status", async () => {
    const { conditions } = await getResource(ANA, ADDRESS);
    expect(conditions).toMatchObject([
      { type: "Ready", message: "It uses (a secret, left out)" },
      { type: "Accepted", message: "For (a secret, left out)", subject: "edge" },
    ]);
  });

  it.each(rows)("is masked in the answer of every route: %s", async (row) => {
    const answer = ANSWERS[row];
    if (typeof answer === "string") return;
    const text = JSON.stringify(await answer?.());
    expect(text).toContain("(a secret, left out)");
    for (const secret of PLANTED) expect(text).not.toContain(secret);
  });

  it("withholds its file", async () => {
    const answer = await getResourceFile(ANA, ADDRESS);
    expect(answer.file?.withheld).toMatch(/looks like a secret/);
    for (const secret of PLANTED) expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it("is masked in the message of a GitOps agent", async () => {
    const { sync } = await getResource(ANA, ADDRESS);
    expect(sync).toMatchObject({ state: "failed", message: "It has (a secret, left out)" });
  });

  it("is reported to the approver with its path and without its value", async () => {
    const { secrets, changes } = await detail();
    const paths = secrets.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["/spec/password", "/spec/env/0/value", "/spec/keys", ""]));
    // A changed secret counts as a change: the page shows everything that a merge would change.
    expect(changes.map(({ path }) => path)).toContain("/spec/password");
  });
});
