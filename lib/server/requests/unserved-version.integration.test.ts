import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import type { CatalogVersion } from "#lib/catalog/types";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import type { RequestInput } from "#lib/request/types";
import { shared } from "#lib/server/shared";
import {
  alterPortal,
  createFakePortal,
  type FakePortal,
  makeObject,
  makeType,
} from "#lib/server/testing/fake-portal";
import { listRequests } from "#lib/server/use-cases/request-list";
import { actOnRequest, getRequest } from "#lib/server/use-cases/requests";
import { getResource } from "#lib/server/use-cases/resources";
import { previewRequest, submitRequest } from "#lib/server/use-cases/submission";

// Each case runs Git several hundred times, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

const person = (user: string): Identity => ({
  ...{ user, name: user, email: `${user}@example.org`, groups: [], via: "demo" },
});
const [ANA, BO] = [person("ana"), person("bo")];
const GRANTED = ["request", "get", "list", "approve"].map((verb) => `${verb} caches team-a`);
const ENTRY = "crd.local.caches.demo.test";
const PATH = "local/team-a/caches.demo.test/orders.yaml";
const ADDRESS = {
  cluster: "local",
  group: "demo.test",
  plural: "caches",
  namespace: "team-a",
  name: "orders",
};

/** Lines of the audit log. */
const audited: Record<string, unknown>[] = [];
shared("log", () => pino({ base: undefined }, { write: (line) => void audited.push(JSON.parse(line)) }));

let folder: string;
let git: GitProvider;
let portal: FakePortal;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-versions-"));
  await createBareRepository(folder, { branch: "main", files: { "README.md": "# Requests\n" } });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  serve("v1");
});

afterEach(() => {
  portal.close();
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function describeVersion(name: string, served: boolean, fields: string[]) {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: "string" }]));
  const schema = { type: "object", properties: { spec: { type: "object", properties } } };
  return { name, served, storage: served, deprecated: false, schema } satisfies CatalogVersion & {
    schema: object;
  };
}

/** Makes the cluster serve this version, and v1 as well if `keepsOld`. v2 has no field `engine`. */
function serve(version: "v1" | "v2", { exists = false, keepsOld = false } = {}): void {
  const type = { ...makeType("demo.test", "Cache"), version };
  const objects = exists ? [makeObject(type, "orders")] : [];
  const fake = createFakePortal({
    types: [type],
    offers: [type],
    objects,
    granted: [...GRANTED, "list customresourcedefinitions _"],
    git,
  });
  const [record] = fake.catalog.list();
  if (!record) throw new Error("The fake portal offers nothing.");
  const versions = [
    describeVersion("v1", version === "v1" || keepsOld, ["size", "engine"]),
    describeVersion("v2", version === "v2", ["size", "plan"]),
  ];
  const own = { ...record, versions };
  const source = { kind: "crd" as const, hasSynced: () => true, subscribe: () => () => {}, close: () => {} };
  const catalog = createCatalog([{ ...source, list: () => [own], get: () => own }]);
  portal = alterPortal(fake, { catalog, buildForm: convertSchema });
}

function ask(more: Partial<RequestInput> = {}): RequestInput {
  const place = { entry: ENTRY, name: "orders", namespace: "team-a" };
  return { ...place, operation: "create", values: { spec: { size: "small", engine: "redis" } }, ...more };
}

async function merge(id: string): Promise<void> {
  const { commit, result = "" } = await getRequest(BO, id);
  await actOnRequest(BO, id, "approve", { commit, result });
  await actOnRequest(BO, id, "merge", { commit, result });
}

describe("open request for a version that is no longer served", () => {
  it("reports the version and the lost fields, and cannot be approved", async () => {
    const { id } = await submitRequest(ANA, ask());
    serve("v2");
    const { findings, may, health, timeline, commit, result = "" } = await getRequest(BO, id);
    // The page does not tell the person to wait for an approval.
    expect(health).toEqual({ state: "NeedsAttention", message: findings[0]?.message });
    expect(timeline.find(({ status }) => status === "current")?.message).toBe("This request can't continue.");
    expect(findings).toMatchObject([
      { kind: "version-not-served", blocks: true, move: { from: "v1", to: "v2", lost: ["Engine"] } },
    ]);
    expect(may.approve).toMatchObject({
      allowed: false,
      reason: expect.stringContaining("no longer serves Cache v1"),
    });
    await expect(actOnRequest(BO, id, "approve", { commit, result })).rejects.toMatchObject({
      detail: findings[0]?.message,
    });
    expect((await listRequests(BO, { limit: 50, toApprove: "true" })).requests).toEqual([]);
  });

  it("can be replaced by a request for the served version", async () => {
    const { id, commit } = await submitRequest(ANA, ask());
    serve("v2");
    const moved = ask({ values: { spec: { size: "small" } }, replaces: id });
    expect((await previewRequest(ANA, moved)).findings).toEqual([]);
    const made = await submitRequest(ANA, moved);
    expect(made.id).toBe("requests-2");
    expect((await getRequest(ANA, made.id)).manifest).toContain("apiVersion: demo.test/v2");
    expect((await git.getPullRequest(1))?.state).toBe("closed");
    const closed = { audit: true, action: "close", result: "done", request: id, commit };
    expect(audited).toContainEqual(expect.objectContaining(closed));
  });

  it("returns the same replacement for the same input and key after the old request is closed", async () => {
    const { id } = await submitRequest(ANA, ask());
    serve("v2");
    const moved = ask({ values: { spec: { size: "small" } }, replaces: id });
    const made = await submitRequest(ANA, moved, "key-1");
    await expect(submitRequest(ANA, moved, "key-1")).resolves.toEqual(made);
  });

  it("can be replaced only by a person who may close it, and only for the same object", async () => {
    const { id } = await submitRequest(ANA, ask());
    const other = ask({ name: "store", replaces: id });
    await expect(submitRequest(ANA, other)).rejects.toMatchObject({ code: "conflict" });
    portal.rules = {
      ...portal.rules,
      review: async (_cluster, _subject, { verb }) => ({ allowed: verb !== "approve" }),
    };
    await expect(submitRequest(BO, ask({ replaces: id }))).rejects.toMatchObject({ code: "forbidden" });
    expect((await git.getPullRequest(1))?.state).toBe("open");
  });
});

describe("merged file with a version that is no longer served", () => {
  beforeEach(async () => {
    const { id } = await submitRequest(ANA, ask());
    await merge(id);
    serve("v2", { exists: true });
  });

  it("leads from the request and from old links to the object in the served version", async () => {
    expect((await getRequest(ANA, "requests-1")).object.version).toBe("v2");
    const resource = await getResource(ANA, { ...ADDRESS, version: "v1" });
    expect(resource.reference).toMatchObject({ version: "v2", name: "orders" });
  });

  it("has the sync state failed, because no agent can apply it", async () => {
    const { sync, file } = await getResource(ANA, { ...ADDRESS, version: "v2" });
    expect(sync).toMatchObject({ state: "failed", message: expect.stringContaining("v1") });
    expect(file).toMatchObject({ path: PATH, version: "v2" });
  });

  it("can be changed to the served version, and removed", async () => {
    const { base } = await previewRequest(ANA, ask({ operation: "delete" }));
    const change = ask({
      operation: "update",
      version: "v2",
      values: { spec: { size: "large" } },
      base: base ?? "",
    });
    const { validation, changes } = await previewRequest(ANA, change);
    expect(validation.errors).toEqual([]);
    expect(changes).toContainEqual(expect.objectContaining({ path: "/apiVersion", after: "demo.test/v2" }));
    await expect(submitRequest(ANA, ask({ operation: "delete", base: base ?? "" }))).resolves.toMatchObject({
      path: PATH,
    });
  });
});

describe("update without a version", () => {
  const manifest = "apiVersion: demo.test/v1\nkind: Cache\nmetadata:\n  name: orders\n  namespace: team-a\n";
  const errorsOf = async (change: Partial<RequestInput>) =>
    (await previewRequest(ANA, ask({ operation: "update", ...change }))).validation.errors;
  beforeEach(async () => {
    const { id } = await submitRequest(ANA, ask());
    await merge(id);
  });

  it.each<[what: string, change: Partial<RequestInput>]>([
    ["values", { values: { spec: { size: "large" } } }],
    ["a manifest", { values: undefined, manifest }],
  ])("is refused when the cluster no longer serves the version of the file: %s", async (_what, change) => {
    serve("v2", { exists: true });
    const { base } = await previewRequest(ANA, ask({ operation: "delete" }));
    const input = { ...change, base: base ?? "" };
    const message = expect.stringMatching(/does not serve Cache v1\. Served: v2\./);
    expect(await errorsOf(input)).toContainEqual({ path: "/apiVersion", message, source: "portal" });
    await expect(submitRequest(ANA, ask({ operation: "update", ...input }))).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("is validated against the version that it writes", async () => {
    const { base } = await previewRequest(ANA, ask({ operation: "delete" }));
    serve("v2", { exists: true, keepsOld: true });
    const input = { base: base ?? "", values: { spec: { engine: 5 } } };
    // v2 does not have this field.
    expect(await errorsOf(input)).toContainEqual(expect.objectContaining({ path: "/spec/engine" }));
  });
});

/** Cy pushes a commit to the target branch with plain Git. Gives the commit. */
function push(path: string, content: string): string {
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, "index-of-cy") };
  const as = ["-c", "user.name=Cy", "-c", "user.email=cy@example.org"];
  const run = (args: string[], input?: string) =>
    execFileSync("git", [`--git-dir=${folder}`, ...as, ...args], { encoding: "utf8", env, input }).trim();
  run(["read-tree", "main"]);
  const blob = run(["hash-object", "-w", "--stdin"], content);
  run(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
  const commit = run(["commit-tree", run(["write-tree"]), "-p", "main", "-m", "Push"]);
  run(["update-ref", "refs/heads/main", commit]);
  return commit;
}

describe("file in a hand-written commit", () => {
  it.each([PATH, "apps/orders.yaml"])("is the file of the resource, with its commit: %s", async (path) => {
    const content = "apiVersion: demo.test/v1\nkind: Cache\nmetadata: {name: orders, namespace: team-a}\n";
    const id = push(path, content);
    serve("v1", { exists: true });
    const { file, requests, sync } = await getResource(ANA, { ...ADDRESS, version: "v1" });
    expect(requests).toEqual([]);
    expect(file).toMatchObject({ path, content, commit: { id, author: "Cy" } });
    expect(sync?.state).not.toBe("not-in-git");
  });
});
