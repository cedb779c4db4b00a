import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { judge } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider } from "#lib/git/types";
import { LEFT_OUT } from "#lib/manifest/secrets/secret-placeholders";
import { describeFiles } from "#lib/request/derive/files-description";
import { type DeriveContext, deriveRequest, listTouchedObjects } from "#lib/request/derive/request";
import { parseManifest } from "#lib/request/file/manifest";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE } from "#lib/request/file/path";
import type { RequestObject } from "#lib/request/object";
import { planRequest } from "#lib/request/plan/plan";
import type { PlanContext } from "#lib/request/plan/types";
import { openRequest } from "#lib/request/submit/submit";
import { createPlanContext } from "#lib/request/testing/plan-context";
import { parseTrailers } from "#lib/request/trailers";
import type { RequestInput } from "#lib/request/types";

const ANA: GitActor = { id: "ana", name: "Ana", email: "ana@example.org" };
const BO: GitActor = { id: "bo", name: "Bo", email: "bo@example.org" };
const PATH = "demo/team-a/postgresqls.demo.example/orders-db.yaml";
const LEGACY = "demo/team-a/postgresqls.demo.example/legacy.yaml";
const LEGACY_TEXT = `# Made by hand.
apiVersion: demo.example/v1
kind: PostgreSQL
metadata:
  name: legacy
  namespace: team-a
  labels:
    cost: "7"
spec:
  size: small # for now
`;

const SIZE = { type: "string", enum: ["small", "large"] };
const SPEC = { type: "object", properties: { size: SIZE } };
const FORM = convertSchema({ type: "object", properties: { spec: SPEC } }, { kind: "PostgreSQL" });

let folder: string;
let provider: GitProvider;
let context: PlanContext;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-request-"));
  const files = { "README.md": "# Requests\n", [LEGACY]: LEGACY_TEXT };
  await createBareRepository(folder, { branch: "main", files });
  provider = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  const entry = {
    id: "promise.demo.postgresql",
    cluster: "demo",
    group: "demo.example",
    version: "v1",
    kind: "PostgreSQL",
    plural: "postgresqls",
    scope: "Namespaced",
    title: "PostgreSQL",
  } as const;
  context = { ...createPlanContext(entry, provider, FORM), mayRead: true };
});

afterEach(() => {
  provider.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const create: RequestInput = {
  operation: "create",
  name: "orders-db",
  namespace: "team-a",
  values: { spec: { size: "small" } },
};
const text =
  "apiVersion: demo.example/v1\nkind: PostgreSQL\nmetadata:\n  name: orders-db\n  namespace: team-a\nspec:\n  size: small\n";

async function readFiles(number: number) {
  const { headCommit = "" } = (await provider.getPullRequest(number)) ?? {};
  return (await provider.changedFiles(number, headCommit)).files;
}

async function legacy(input: Partial<RequestInput>): Promise<RequestInput> {
  const file = await provider.readFile(LEGACY);
  return { operation: "update", name: "legacy", namespace: "team-a", base: file?.blob, ...input };
}

describe("planRequest", () => {
  it("shows a new object and writes nothing", async () => {
    expect((await planRequest(create, context)).preview).toEqual({
      manifest: text,
      path: PATH,
      repository: { name: "requests", url: folder, branch: "main" },
      repositories: ["requests"],
      diff: `--- /dev/null\n+++ b/${PATH}\n@@ -0,0 +1,7 @@\n${text.replace(/^(?=.)/gm, "+")}`,
      changes: [{ path: "/spec/size", label: "Size", before: undefined, after: "small" }],
      drift: [],
      validation: {
        ok: true,
        errors: [],
        unchecked: [],
        server: {
          state: "unchecked",
          reason: "The cluster checks the request after the merge.",
          warnings: [],
        },
      },
      findings: [],
      base: null,
    });
    expect(await provider.listPullRequests()).toEqual([]);
  });

  it("shows a change of a hand-written file and keeps its comments", async () => {
    const preview = (await planRequest(await legacy({ values: { spec: { size: "large" } } }), context))
      .preview;
    expect(preview.manifest).toBe(LEGACY_TEXT.replace("small", "large"));
    expect(preview.changes).toEqual([{ path: "/spec/size", label: "Size", before: "small", after: "large" }]);
    expect(preview.diff).toContain("-  size: small # for now\n+  size: large # for now\n");
    expect(preview.base).toMatch(/^[0-9a-f]{40}$/);
  });

  it("shows the drift between the cluster and Git in the API version of the file", async () => {
    const asked: RequestObject[] = [];
    const readLive = async (object: RequestObject) => {
      asked.push(object);
      return { ...parseManifest(LEGACY_TEXT).manifest, spec: { size: "tiny" } };
    };
    const input = await legacy({ values: { spec: { size: "large" } } });
    expect((await planRequest(input, { ...context, readLive })).preview.drift).toEqual([
      { path: "/spec/size", label: "Size", before: "small", after: "large", inCluster: "tiny" },
    ]);
    expect(asked).toEqual([expect.objectContaining({ name: "legacy", version: "v1" })]);
    (await planRequest(create, { ...context, readLive })).preview;
    (await planRequest({ ...input, operation: "delete" }, { ...context, readLive })).preview;
    expect(asked).toHaveLength(1);
  });

  it("masks a secret from the cluster", async () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const live = { ...parseManifest(LEGACY_TEXT).manifest, spec: { size: token } };
    const input = await legacy({ values: { spec: { size: "large" } } });
    const { drift } = (await planRequest(input, { ...context, readLive: async () => live })).preview;
    expect(drift).toEqual([expect.objectContaining({ before: "small", inCluster: LEFT_OUT })]);
  });

  it("shows a removal", async () => {
    const preview = (await planRequest(await legacy({ operation: "delete", version: "v2" }), context))
      .preview;
    expect(preview).toMatchObject({ manifest: "", path: LEGACY, validation: { ok: true } });
    expect(preview.changes).toContainEqual(expect.objectContaining({ path: "/spec/size", before: "small" }));
    expect(preview.diff).toContain("+++ /dev/null");
  });

  it("keeps a manifest with its comments", async () => {
    const manifest = `# Mine.\n${text}`;
    const preview = (await planRequest({ ...create, values: undefined, manifest }, context)).preview;
    expect(preview).toMatchObject({ manifest, validation: { ok: true } });
  });

  const wrong: [reason: string, input: Partial<RequestInput>, path: string, message: RegExp][] = [
    ["a name in upper case", { name: "Orders" }, "/metadata/name", /lower case/],
    ["a missing name", { name: "" }, "/metadata/name", /required/],
    ["a name with a parent folder", { name: "../x" }, "/metadata/name", /./],
    ["a missing namespace", { namespace: undefined }, "/metadata/namespace", /required/],
    ["a namespace with a dot", { namespace: "a.b" }, "/metadata/namespace", /1–63/],
    [
      "values that the schema refuses",
      { values: { spec: { size: "huge" } } },
      "/spec/size",
      /one of small, large/,
    ],
    ["values with metadata", { values: { metadata: {} } }, "/metadata", /not part of the form/],
    [
      "values that exceed the size limit",
      {
        values: {
          spec: {
            size: "small",
            ...Object.fromEntries(Array.from({ length: 45_000 }, (_, i) => [`k${i}`, "v"])),
          },
        },
      },
      "",
      /longer than 512 KiB/,
    ],
    [
      "a manifest with another namespace",
      { manifest: text.replace("team-a", "team-b") },
      "/metadata/namespace",
      /must be team-a/,
    ],
    [
      "a manifest of another name",
      { manifest: text.replace("orders-db", "x") },
      "/metadata/name",
      /must be orders-db/,
    ],
    [
      "a manifest of another kind",
      { manifest: text.replace("PostgreSQL", "Secret") },
      "/kind",
      /must be PostgreSQL/,
    ],
    [
      "a manifest of another version",
      { manifest: text.replace("/v1", "/v2") },
      "/apiVersion",
      /must be demo.example\/v1/,
    ],
    ["a manifest with status", { manifest: `${text}status: {}\n` }, "/status", /cluster writes/],
    ["a manifest that is not YAML", { manifest: "a: [" }, "", /^Line 1: /],
    [
      "a manifest that the schema refuses",
      { manifest: text.replace("small", "huge") },
      "/spec/size",
      /one of small, large/,
    ],
    ["a name that exists in Git", { name: "legacy" }, "", /legacy in team-a is already in Git/],
    ["an update of an object that is not in Git", { operation: "update" }, "", /is not in Git/],
    [
      "an update based on an old file",
      { operation: "update", name: "legacy", base: "0".repeat(40) },
      "",
      /Someone changed this file/,
    ],
  ];
  it.each(wrong)("reports %s", async (_, input, path, message) => {
    const { validation } = (await planRequest({ ...create, ...input }, context)).preview;
    expect(validation.ok).toBe(false);
    expect(validation.errors).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });
});

describe("openRequest", () => {
  it("opens one pull request with the requester and the changes", async () => {
    const submitted = await openRequest(create, context, ANA, "key-1");
    expect(submitted).toEqual({
      id: "requests-1",
      branch: expect.stringMatching(/^vitrine\/create\/team-a\/postgresqls\/orders-db-[0-9a-f]{8}$/),
      commit: await provider.headCommit(submitted.branch),
      path: PATH,
      pullRequest: { provider: "local", number: 1, url: "/requests/requests-1" },
    });
    const pullRequest = await provider.getPullRequest(1);
    expect(pullRequest).toMatchObject({
      title: "Create PostgreSQL orders-db in team-a",
      author: { id: "ana" },
    });
    expect(pullRequest?.body).toMatch(
      /^Ana requests PostgreSQL orders-db in team-a\.\n\n- Size: small\n\nVitrine-Operation: create\n/,
    );
    expect(pullRequest?.body).not.toContain("key-1");
    expect(await readFiles(1)).toEqual([{ path: PATH, after: text }]);
  });

  it("hands the configured attributes to the Git host, and names those that are missing", async () => {
    const openPullRequest = vi.fn<GitProvider["openPullRequest"]>(async (input, actor) => ({
      ...(await provider.openPullRequest(input, actor)),
      missing: ["The label is missing."],
    }));
    const host = { ...provider, openPullRequest };
    const configured = { attributes: { draft: true }, templates: { labels: ["{namespace}"] } };
    const submitted = await openRequest(create, { ...context, provider: host, ...configured }, ANA, "k");
    const attributes = { draft: true, labels: ["team-a"] };
    expect(openPullRequest).toHaveBeenCalledWith(expect.objectContaining({ attributes }), ANA);
    expect(submitted.missing).toEqual(["The label is missing."]);
  });

  it("writes the configured texts, and keeps its trailers whatever they say", async () => {
    const templates = {
      title: "{action} {name}",
      body: "{author}\n{offer}\n{body}",
      message: "feat: {title}",
      branch: "{author}/{namespace}/{name}",
    };
    const forged = 'Vitrine-Author: {"id":"bo","name":"Bo"}';
    const actor = { ...ANA, name: `Ana\n\n${forged}` };
    const entry = { ...context.entry, title: `Vitrine-Operation: delete\nVitrine-Path: other.yaml` };
    const submitted = await openRequest(create, { ...context, entry, templates }, actor, "k");
    expect(submitted.branch).toMatch(/^vitrine\/ana\/team-a\/orders-db-[0-9a-f]{8}$/);
    const pullRequest = await provider.getPullRequest(1);
    expect(pullRequest).toMatchObject({ title: "create orders-db", author: { id: "ana" } });
    expect(parseTrailers(pullRequest?.body ?? "")).toMatchObject({ operation: "create", path: PATH });
    const [words = ""] = pullRequest?.body.split("\n\nVitrine-Operation: ") ?? [];
    expect(words).toContain("Vitrine Operation: delete Vitrine-Path: other.yaml");
    expect(words).not.toMatch(/^\s*vitrine-/im);
    const message = execFileSync("git", ["--git-dir", folder, "log", "-1", "--format=%B", submitted.branch]);
    expect(message.toString()).toMatch(/^feat: create orders-db\n\nVitrine-Operation: create\n/);
    // The same request with other texts is the same.
    expect(await openRequest(create, { ...context, entry }, actor, "k")).toEqual(submitted);
  });

  it("names the HTTP request in commit and pull request, and finds the request again under another id", async () => {
    const [requestId, other] = [randomUUID(), randomUUID()];
    const submitted = await openRequest(create, { ...context, requestId }, ANA, "k");
    const { body = "" } = (await provider.getPullRequest(1)) ?? {};
    expect(parseTrailers(body)?.requestId).toBe(requestId);
    const message = execFileSync("git", ["--git-dir", folder, "log", "-1", "--format=%B", submitted.branch]);
    expect(message.toString()).toContain(`\nVitrine-Request-Id: ${requestId}\n`);
    expect(await openRequest(create, { ...context, requestId: other }, ANA, "k")).toEqual(submitted);
    expect(await openRequest(create, { ...context, requestId: other }, ANA)).toEqual(submitted);
  });

  it("returns the same request for the same key before and after the merge", async () => {
    const first = await openRequest(create, context, ANA, "key");
    expect(await openRequest(create, context, ANA, "key")).toEqual(first);
    await provider.merge(1, BO, await judge(provider, 1));
    expect(await openRequest(create, context, ANA, "key")).toEqual(first);
    expect(await provider.listPullRequests()).toHaveLength(1);
  });

  it("returns the same request for the same content while it is open", async () => {
    const first = await openRequest(create, context, ANA, "one");
    expect(await openRequest(create, context, BO, "two")).toEqual(first);
    await provider.close(1, ANA);
    expect((await openRequest(create, context, BO, "three")).id).toBe("requests-2");
  });

  it("opens one request for ten concurrent submissions", async () => {
    const other = createLocalProvider({ path: folder, name: "requests", branch: "main" });
    const submitted = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        openRequest(create, { ...context, provider: index % 2 ? other : provider }, ANA, `${index}`),
      ),
    );
    other.dispose();
    expect(new Set(submitted.map(({ id }) => id)).size).toBe(1);
  });

  it("opens one request when two processes submit forty objects with one key concurrently", async () => {
    const other = createLocalProvider({ path: folder, name: "requests", branch: "main" });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => {
        const input = { ...create, name: `orders-${index}` };
        return openRequest(input, { ...context, provider: index % 2 ? other : provider }, ANA, "one key");
      }),
    );
    other.dispose();
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
    expect(await provider.listPullRequests()).toHaveLength(1);
  }, 120_000);

  it("refuses other content with a used key before and after the merge", async () => {
    await openRequest(create, context, ANA, "key");
    const other = { ...create, values: { spec: { size: "large" } } };
    const refused = { code: "conflict", detail: expect.stringContaining("in use for another request") };
    await expect(openRequest(other, context, ANA, "key")).rejects.toMatchObject(refused);
    await provider.merge(1, BO, await judge(provider, 1));
    await expect(openRequest(other, context, ANA, "key")).rejects.toMatchObject(refused);
  });

  it("opens one request when two processes submit forty contents of one object concurrently", async () => {
    const other = createLocalProvider({ path: folder, name: "requests", branch: "main" });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_item, index) => {
        const { values: _, ...named } = create;
        const input = { ...named, manifest: `# ${index}\n${text}` };
        return openRequest(input, { ...context, provider: index % 2 ? other : provider }, ANA);
      }),
    );
    other.dispose();
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "already-exists" });
    expect(await provider.listPullRequests()).toHaveLength(1);
  }, 120_000);

  it("does not return a request whose branch has other content", async () => {
    await openRequest(create, context, ANA, "one");
    const [opened] = await provider.listPullRequests();
    const moved = createLocalProvider({ path: folder, name: "requests", branch: "main" });
    const pushed = { ...moved, readFile: async () => undefined };
    await expect(openRequest(create, { ...context, provider: pushed }, BO, "two")).rejects.toMatchObject({
      code: "already-exists",
      detail: expect.stringContaining(`request requests-${opened?.number} is open`),
    });
    moved.dispose();
  });

  it("does not return the request of another person with the same key", async () => {
    const first = await openRequest(create, context, ANA, "key");
    const second = await openRequest({ ...create, name: "other-db" }, context, BO, "key");
    expect(second.id).not.toBe(first.id);
  });

  it("reports the open request for the same new object", async () => {
    await openRequest(create, context, ANA, "one");
    const other = { ...create, values: { spec: { size: "large" } } };
    await expect(openRequest(other, context, BO, "two")).rejects.toMatchObject({
      code: "already-exists",
      detail: "orders-db in team-a is already requested by Ana: request requests-1 is open.",
      suggestion: expect.stringContaining("/requests/requests-1"),
    });
  });

  it("does not report the open request to a person without read access", async () => {
    await openRequest(create, context, ANA, "one");
    for (const size of ["small", "large"]) {
      const other = { ...create, values: { spec: { size } } };
      await expect(openRequest(other, { ...context, mayRead: false }, BO, size)).rejects.toMatchObject({
        code: "already-exists",
        detail: "orders-db in team-a is already requested.",
        suggestion: "Choose another name.",
      });
    }
  });

  it("updates and removes a file in Git", async () => {
    await openRequest(await legacy({ values: { spec: { size: "large" } } }), context, ANA, "1");
    await provider.merge(1, BO, await judge(provider, 1));
    expect((await provider.readFile(LEGACY))?.content).toBe(LEGACY_TEXT.replace("small", "large"));
    await openRequest(await legacy({ operation: "delete" }), context, ANA, "2");
    await provider.merge(2, BO, await judge(provider, 2));
    expect(await provider.readFile(LEGACY)).toBeUndefined();
  });

  const refused: [reason: string, input: Partial<RequestInput>, code: string][] = [
    ["invalid values", { values: { spec: { size: "huge" } } }, "invalid"],
    ["a name that exists in Git", { name: "legacy" }, "already-exists"],
    ["an update of an object that is not in Git", { operation: "update", base: "0".repeat(40) }, "not-found"],
    [
      "an update of a file that changed",
      { operation: "update", name: "legacy", base: "0".repeat(40) },
      "conflict",
    ],
    ["an update without a base", { operation: "update", name: "legacy", values: {} }, "invalid"],
    ["a removal without a base", { operation: "delete", name: "legacy" }, "invalid"],
  ];
  it.each(refused)("refuses %s and writes nothing", async (_, input, code) => {
    await expect(openRequest({ ...create, ...input }, context, ANA, "k")).rejects.toMatchObject({ code });
    expect(await provider.listPullRequests()).toEqual([]);
  });

  it("refuses an update without a change", async () => {
    const same = await legacy({ values: { spec: { size: "small" } } });
    await expect(openRequest(same, context, ANA)).rejects.toMatchObject({
      code: "invalid",
      detail: expect.stringContaining("changes nothing"),
    });
  });
});

describe("deriveRequest", () => {
  const offer = { id: "promise.demo.postgresql", title: "PostgreSQL", icon: "database" };
  const lookup = (): DeriveContext => ({
    repository: provider.repository,
    pathTemplate: compilePathTemplate(DEFAULT_PATH_TEMPLATE),
    cluster: "demo",
    findEntry: (id) => (id === offer.id ? offer : undefined),
    findKind: (_, __, kind) => {
      if (kind === "PostgreSQL") return { plural: "postgresqls", namespaced: true, entry: offer };
      if (kind === "Secret") return { plural: "secrets", namespaced: true };
      return kind === "ClusterRole" ? { plural: "clusterroles", namespaced: false } : undefined;
    },
  });
  const object = {
    cluster: "demo",
    group: "demo.example",
    version: "v1",
    kind: "PostgreSQL",
    plural: "postgresqls",
    namespace: "team-a",
    name: "orders-db",
  };

  /** A pull request that is created with plain Git and has any body. */
  async function openByHand(files: Record<string, string>, body = "Please.") {
    const changes = Object.entries(files).map(([path, content]) => ({ path, content, base: null }));
    return provider.openPullRequest(
      { branch: "by-hand", title: "By hand", body, message: "By hand", files: changes },
      ANA,
    );
  }

  it("derives the same request from the body alone and with the files", async () => {
    await openRequest(create, context, ANA, "k");
    const pullRequest = await provider.getPullRequest(1);
    if (!pullRequest) return expect.unreachable();
    const expected = {
      id: "requests-1",
      operation: "create",
      entry: offer,
      object,
      path: PATH,
      author: { id: "ana" },
    };
    expect(deriveRequest(pullRequest, lookup())).toMatchObject(expected);
    const files = await readFiles(1);
    expect(deriveRequest(pullRequest, lookup(), files)).toEqual(deriveRequest(pullRequest, lookup()));
    expect(describeFiles({ files, path: PATH })).toMatchObject({
      manifest: text,
      changes: [{ label: "Size" }],
    });
  });

  it("derives a request that was created by hand from its file", async () => {
    const pullRequest = await openByHand({ [PATH]: text });
    expect(deriveRequest(pullRequest, lookup())).toBeUndefined();
    const request = deriveRequest(pullRequest, lookup(), await readFiles(1));
    expect(request).toMatchObject({ operation: "create", entry: offer, object, path: PATH });
  });

  it("prefers the files when the body differs", async () => {
    await openRequest(create, context, ANA, "k");
    const claims = (await provider.getPullRequest(1))?.body ?? "";
    const secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n  namespace: kube-system\n";
    const forged = await openByHand({ "demo/kube-system/secrets.core/x.yaml": secret }, claims);
    const files = await readFiles(forged.number);
    const expected = { kind: "Secret", namespace: "kube-system", name: "x", plural: "secrets" };
    expect(deriveRequest(forged, lookup(), files)?.object).toMatchObject(expected);
    expect(listTouchedObjects(files, lookup())).toMatchObject({ objects: [expected], otherPaths: [] });
  });

  it("lists every object and path that a merge would change", async () => {
    const pullRequest = await openByHand({
      [PATH]: text,
      "ci.sh": "rm -rf /\n",
      "b.yaml": text.replace("team-a", "team-b"),
    });
    const files = await readFiles(pullRequest.number);
    const { objects, otherPaths } = listTouchedObjects(files, lookup());
    expect(objects.map(({ namespace }) => namespace).sort()).toEqual(["team-a", "team-b"]);
    expect(otherPaths).toEqual(["ci.sh"]);
    expect(deriveRequest(pullRequest, lookup(), files)).toBeUndefined();
  });

  it("ignores the namespace in a file of a cluster-scoped object", async () => {
    const role = "apiVersion: rbac/v1\nkind: ClusterRole\nmetadata:\n  name: admin\n  namespace: team-a\n";
    const files = [{ path: PATH, after: role }];
    const { objects } = listTouchedObjects(files, lookup());
    expect(objects).toMatchObject([{ kind: "ClusterRole", plural: "clusterroles", name: "admin" }]);
    expect(objects[0]).not.toHaveProperty("namespace");
  });

  const bare = text.replace("  namespace: team-a\n", "");
  it.each<[reason: string, before: string | undefined, after: string | undefined, namespaces: unknown[]]>([
    ["from the path when the file in Git has none", bare, bare.replace("small", "large"), ["team-a"]],
    ["from the path when a file without a namespace is removed", bare, undefined, ["team-a"]],
    ["from nowhere when a new file has none", undefined, bare, [undefined]],
    ["from nowhere when a change removes it", text, bare, ["team-a", undefined]],
    ["from the path when the API version changes", bare, bare.replace("/v1", "/v2"), ["team-a", "team-a"]],
    [
      "from nowhere when the file gets another name",
      bare,
      bare.replace("name: ", "name: x"),
      ["team-a", undefined],
    ],
    [
      "from nowhere when the file gets another kind",
      bare,
      bare.replace("kind: ", "kind: X"),
      ["team-a", undefined],
    ],
  ])("takes the namespace %s", (_reason, before, after, namespaces) => {
    const { objects } = listTouchedObjects([{ path: PATH, before, after }], lookup());
    expect(objects.map(({ namespace }) => namespace)).toEqual(namespaces);
  });

  it("lists the path of a kind that no cluster serves", async () => {
    const list = "apiVersion: v1\nkind: List\nmetadata:\n  name: x\n  namespace: team-a\nitems: []\n";
    expect(listTouchedObjects([{ path: PATH, after: list }], lookup()).otherPaths).toEqual([PATH]);
  });

  it("reports why it refuses a file that YAML readers parse as different objects", async () => {
    await openRequest(create, context, ANA, "k");
    const body = (await provider.getPullRequest(1))?.body ?? "";
    const attack = `${text}<<: {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: x}}\n`;
    const pullRequest = await openByHand({ [PATH]: attack }, body);
    const { files } = await provider.changedFiles(pullRequest.number, pullRequest.headCommit);
    const { objects, otherPaths, refusals } = listTouchedObjects(files, lookup());
    expect({ objects, otherPaths }).toEqual({ objects: [], otherPaths: [PATH] });
    expect(refusals.get(PATH)).toMatch(/^Line \d+: A merge \(<<\) cannot stand at the top level/);
    expect(deriveRequest(pullRequest, lookup(), files)).toMatchObject({ object, path: PATH });
  });

  it("derives no request from a change of documentation", async () => {
    const pullRequest = await openByHand({ "docs/a.md": "# A\n" });
    expect(deriveRequest(pullRequest, lookup(), await readFiles(1))).toBeUndefined();
  });
});
