import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import type { KubernetesObject } from "#lib/kubernetes/types";
import type { RequestInput } from "#lib/request/types";
import { fileIndexOf } from "#lib/server/requests/files/file-index";
import { createFakePortal, type FakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { listRequests } from "#lib/server/use-cases/request-list";
import { actOnRequest, getRequest } from "#lib/server/use-cases/requests";
import { getResourceFile } from "#lib/server/use-cases/resource-file";
import { getResource } from "#lib/server/use-cases/resources";
import { previewRequest, submitRequest } from "#lib/server/use-cases/submission";

// Each case runs Git several hundred times, which takes long on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

vi.mock("#lib/server/portal", () => ({ getPortal: () => portal }));

const person = (user: string): Identity => ({
  user,
  name: user,
  email: `${user}@example.org`,
  groups: [],
  via: "demo",
});
const [ANA, BO] = [person("ana"), person("bo")];
const THING = makeType("demo.test", "Thing");
const OTHER = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "other" } };
const MAY_REQUEST = ["list customresourcedefinitions _", "request things team-a", "request things team-b"];
const MAY_READ = [...MAY_REQUEST, "get things team-a", "get things team-b"];
const MAY_APPROVE = [...MAY_REQUEST, "approve things team-a"];

let folder: string;
let git: GitProvider;
let portal: FakePortal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-existing-"));
});

afterEach(() => {
  portal.close();
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, namespace: string | undefined = "team-a", size = "old"): string {
  const place = namespace ? `\n  namespace: ${namespace}` : "";
  return `apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: ${name}${place}\nspec:\n  size: ${size}\n`;
}

async function open({
  files = {},
  objects = [],
  granted = MAY_READ,
}: {
  files?: Record<string, string>;
  objects?: KubernetesObject[];
  granted?: readonly string[];
}): Promise<void> {
  await createBareRepository(folder, { branch: "main", files: { "README.md": "# Requests\n", ...files } });
  git = createLocalProvider({ path: folder, name: "requests", branch: "main" });
  portal = createFakePortal({ types: [THING], offers: [THING], objects, granted, git });
  const [record] = portal.catalog.list();
  if (!record) throw new Error("The fake portal offers nothing.");
  record.versions = [
    { name: "v1", served: true, storage: true, deprecated: false, schema: { type: "object" } },
  ];
}

function grant(...granted: string[]): void {
  portal.rules = {
    ...portal.rules,
    review: async (_cluster, _subject, { verb, resource, namespace = "_" }) => ({
      allowed: granted.includes(`${verb} ${resource} ${namespace}`),
    }),
  };
}

function ask(name: string, more: Partial<RequestInput> = {}): RequestInput {
  const place = { entry: "crd.local.things.demo.test", name, namespace: "team-a" };
  return { ...place, operation: "create", values: { spec: { size: "new" } }, ...more };
}

/** A pull request as a person opens it on the Git host. */
function openByHand(path: string, content: string) {
  const files = [{ path, content, base: null }];
  const input = { branch: "by-hand", title: "By hand", body: "", message: "By hand", files };
  return git.openPullRequest(input, { id: "bo", name: "bo", email: "bo@example.org" });
}

/** A commit on the target branch, as a person pushes it. */
async function commit(path: string, content: string | null): Promise<void> {
  const base = (await git.readFile(path))?.blob ?? null;
  const branch = `push-${path.replaceAll("/", "-")}`;
  const actor = { id: "cy", name: "Cy", email: "cy@example.org" };
  const input = { branch, title: "Push", body: "", message: "Push", files: [{ path, content, base }] };
  const { number, headCommit } = await git.openPullRequest(input, actor);
  const { result } = await git.changedFiles(number, headCommit);
  await git.merge(number, actor, { head: headCommit, result });
}

const removing = (name: string): KubernetesObject => {
  const object = makeObject(THING, name);
  const since = { deletionTimestamp: "2026-11-20T11:00:00Z", finalizers: ["demo.test/clean-up"] };
  return { ...object, metadata: { ...object.metadata, ...since } };
};

describe("request for a new object", () => {
  it.each<[reason: string, given: Parameters<typeof open>[0], finding: object]>([
    [
      "the object is in the cluster",
      { objects: [makeObject(THING, "shop")] },
      { kind: "object-exists", resource: { plural: "things", name: "shop" } },
    ],
    [
      "a file at another path holds the object",
      { files: { "apps/shop.yaml": write("shop") } },
      { path: "apps/shop.yaml" },
    ],
    [
      "a file at another path and the cluster hold the object",
      { files: { "apps/shop.yaml": write("shop") }, objects: [makeObject(THING, "shop")] },
      { kind: "file-exists", resource: { plural: "things", name: "shop" } },
    ],
    [
      "one of several documents holds the object",
      { files: { "apps/all.yml": `---\n${JSON.stringify(OTHER)}\n---\n${write("shop")}` } },
      { path: "apps/all.yml" },
    ],
    [
      "a List contains the object",
      {
        files: {
          "list.json": JSON.stringify({
            apiVersion: "v1",
            kind: "List",
            items: [
              OTHER,
              { apiVersion: "demo.test/v1", kind: "Thing", metadata: { name: "shop", namespace: "team-a" } },
            ],
          }),
        },
      },
      { path: "list.json" },
    ],
    [
      "a kustomization sets the namespace",
      {
        files: {
          "team/kustomization.yaml": "namespace: team-a\nresources: [x]\n",
          "team/x/shop.yaml": write("shop", ""),
        },
      },
      { path: "team/x/shop.yaml" },
    ],
    [
      "a file has the object in another version of the API",
      { files: { "apps/shop.yaml": write("shop").replace("demo.test/v1", "demo.test/v1beta1") } },
      { path: "apps/shop.yaml" },
    ],
    [
      "the file is at the path that requests use",
      { files: { "local/team-a/things.demo.test/shop.yaml": write("shop") } },
      { path: "local/team-a/things.demo.test/shop.yaml" },
    ],
  ])("is refused and names the existing object or file: %s", async (_reason, given, finding) => {
    await open(given);
    const { validation, findings } = await previewRequest(ANA, ask("shop"));
    expect(findings).toMatchObject([{ blocks: true, ...finding }]);
    expect(validation).toMatchObject({ ok: false, errors: [{ path: "", message: findings[0]?.message }] });
    await expect(submitRequest(ANA, ask("shop"))).rejects.toMatchObject({
      code: "already-exists",
      detail: findings[0]?.message,
      suggestion: findings[0]?.resource
        ? `${findings[0].next} Page of the resource: /resources/local/demo.test/v1/things/team-a/shop`
        : findings[0]?.next,
    });
    expect(await git.listPullRequests()).toEqual([]);
  });

  it.each<[reason: string, given: Parameters<typeof open>[0]]>([
    ["another namespace", { files: { "b.yaml": write("shop", "team-b") } }],
    ["another name", { files: { "b.yaml": write("store") }, objects: [makeObject(THING, "store")] }],
    [
      "a file that is not a manifest",
      { files: { "b.yaml": "kind: Thing\nname: shop\n", "c.yaml": "{{ shop }}" } },
    ],
    ["documentation", { files: { "b.md": write("shop") } }],
    ["a file without a known namespace", { files: { "b.yaml": write("shop", "") } }],
  ])("succeeds beside a similar object: %s", async (_reason, given) => {
    await open(given);
    expect((await previewRequest(ANA, ask("shop"))).findings).toEqual([]);
    await expect(submitRequest(ANA, ask("shop"))).resolves.toMatchObject({ id: "requests-1" });
  });

  it("succeeds while the cluster removes the old object, and reports the finalizer", async () => {
    await open({ objects: [removing("shop")] });
    const { findings, validation } = await previewRequest(ANA, ask("shop"));
    expect(validation.ok).toBe(true);
    expect(findings).toMatchObject([{ kind: "object-removing", blocks: false }]);
    expect(findings[0]?.message).toContain("demo.test/clean-up");
    const { id } = await submitRequest(ANA, ask("shop"));
    expect((await getRequest(ANA, id)).findings).toEqual(findings);
  });

  it("is refused while another request creates the object in another file", async () => {
    await open({});
    await openByHand("apps/shop.yaml", write("shop"));
    const { findings } = await previewRequest(ANA, ask("shop"));
    expect(findings).toMatchObject([{ kind: "request-open", request: "requests-1" }]);
    await expect(submitRequest(ANA, ask("shop"))).rejects.toMatchObject({
      code: "already-exists",
      detail: expect.stringContaining("requests-1"),
    });
  });

  it("reveals nothing about existing objects to a person who may not read the object", async () => {
    const objects = [makeObject(THING, "in-cluster"), removing("going")];
    await open({ granted: MAY_REQUEST, objects, files: { "apps/in-git.yaml": write("in-git") } });
    await openByHand("apps/asked.yaml", write("asked"));
    const look = async (name: string) =>
      JSON.stringify(await previewRequest(ANA, ask(name))).replaceAll(name, "NAME");
    const unused = await look("unused");
    for (const name of ["in-cluster", "going", "in-git", "asked"]) expect(await look(name)).toBe(unused);
  });
});

describe("open request for a new object", () => {
  async function openApproved(): Promise<{ id: string; commit: string; result: string }> {
    await open({});
    const { id } = await submitRequest(ANA, ask("shop"));
    grant(...MAY_APPROVE);
    const { commit: head, result = "" } = await getRequest(BO, id);
    await actOnRequest(BO, id, "approve", { commit: head, result });
    return { id, commit: head, result };
  }

  it.each<[reason: string, happen: () => Promise<void> | void]>([
    ["another person created the object in the cluster", () => portal.put(makeObject(THING, "shop"))],
    ["another person committed a file for the object", () => commit("apps/shop.yaml", write("shop"))],
  ])("cannot be approved or merged after %s", async (_reason, happen) => {
    const { id, ...judged } = await openApproved();
    await happen();
    const { findings, may, commit: head, result = "" } = await getRequest(BO, id);
    expect(findings).toMatchObject([{ blocks: true }]);
    expect(may.merge).toEqual({ allowed: false, reason: `${findings[0]?.message} ${findings[0]?.next}` });
    expect((await listRequests(BO, { limit: 50, toApprove: "true" })).requests).toEqual([]);
    for (const input of [judged, { commit: head, result }]) {
      await expect(actOnRequest(BO, id, "merge", input)).rejects.toMatchObject({
        code: "already-exists",
        detail: findings[0]?.message,
      });
    }
    expect((await git.getPullRequest(1))?.state).toBe("open");
  });

  it("reports another open request for the object, and can still be merged", async () => {
    const { id } = await openApproved();
    await openByHand("apps/shop.yaml", write("shop"));
    const { findings, may } = await getRequest(BO, id);
    expect(findings).toMatchObject([{ kind: "request-open", request: "requests-2", blocks: false }]);
    expect(may.merge.allowed).toBe(true);
  });

  it("reports nothing to an author who may not read the object", async () => {
    const { id } = await openApproved();
    portal.put(makeObject(THING, "shop"));
    grant(...MAY_REQUEST);
    expect((await getRequest(ANA, id)).findings).toEqual([]);
  });
});

describe("object that is in Git and not in the cluster", () => {
  const path = "apps/shop.yaml";
  const { kind: _kind, namespaced: _namespaced, ...kind } = THING;
  const address = { ...kind, namespace: "team-a", name: "shop" };

  it("can be updated from its file", async () => {
    await open({ files: { [path]: write("shop") } });
    const { reference, entry, file } = await getResourceFile(ANA, address);
    expect(reference).toMatchObject({ kind: "Thing", namespace: "team-a", name: "shop" });
    expect(entry?.id).toBe("crd.local.things.demo.test");
    expect(file).toMatchObject({ path, content: write("shop"), version: "v1" });
    const made = await submitRequest(ANA, ask("shop", { operation: "update", base: file?.blob ?? "" }));
    expect((await getRequest(ANA, made.id)).operation).toBe("update");
  });

  it("is named in the finding of a create request", async () => {
    await open({ files: { [path]: write("shop") } });
    const { findings } = await previewRequest(ANA, ask("shop"));
    expect(findings).toMatchObject([{ kind: "file-exists", path, resource: address }]);
  });

  it("refuses to return its file to a person who may not read the object", async () => {
    await open({ files: { [path]: write("shop") }, granted: MAY_REQUEST });
    await expect(getResourceFile(ANA, address)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("has no file when no file exists", async () => {
    await open({});
    expect((await getResourceFile(ANA, address)).file).toBeUndefined();
  });
});

describe("object that stays in the cluster after its removal from Git", () => {
  it("can be requested again, with a finding about the old object", async () => {
    const path = "local/team-a/things.demo.test/shop.yaml";
    await open({ files: { [path]: write("shop") }, objects: [makeObject(THING, "shop")] });
    await commit(path, null);
    const { findings, validation } = await previewRequest(ANA, ask("shop"));
    expect(findings).toMatchObject([{ kind: "object-exists", blocks: false }]);
    expect(validation.ok).toBe(true);
  });
});

describe("object whose file is at another path", () => {
  const path = "apps/deep/shop.yaml";

  it.each(["update", "delete"] as const)("is changed at that path: %s", async (operation) => {
    await open({ files: { [path]: write("shop") }, objects: [makeObject(THING, "shop")] });
    const { base } = await previewRequest(ANA, ask("shop", { operation }));
    const made = await submitRequest(ANA, ask("shop", { operation, base: base ?? "" }));
    expect(made.path).toBe(path);
    const request = await getRequest(ANA, made.id);
    expect(request).toMatchObject({ operation, path, object: { name: "shop", namespace: "team-a" } });
    expect(request.diff).toContain(`a/${path}`);
  });

  it.each(["update", "delete"] as const)("is not changed as an item of a List: %s", async (operation) => {
    const items = `items:\n- ${write("shop").trim().replaceAll("\n", "\n  ")}\n`;
    await open({ files: { [path]: `apiVersion: v1\nkind: List\n${items}` } });
    const base = (await git.readFile(path))?.blob ?? "";
    await expect(submitRequest(ANA, ask("shop", { operation, base }))).rejects.toMatchObject({
      code: "conflict",
      detail: `${path} holds shop in team-a as an item of a List. The portal changes and removes only whole documents.`,
    });
  });
});

describe("file without a namespace", () => {
  const path = "local/team-a/things.demo.test/bare.yaml";
  const address = { cluster: "local", group: "demo.test", version: "v1", plural: "things" };
  const readSync = async (files: Record<string, string>) => {
    await open({ files, objects: [makeObject(THING, "bare")] });
    const report = {
      agent: "Nightly sync",
      cluster: "local",
      phase: "succeeded",
      appliedRevision: "b2",
    } as const;
    portal.sync = { ...portal.sync, list: () => [report] };
    return (await getResource(ANA, { ...address, namespace: "team-a", name: "bare" })).sync;
  };

  it("has the sync state unknown when the agent does not list its objects", async () => {
    expect(await readSync({ [path]: write("bare", "") })).toMatchObject({
      state: "unknown",
      message: expect.stringContaining("has no namespace"),
    });
  });

  it("is synced when a kustomization sets the namespace", async () => {
    const kustomization = "namespace: team-a\nresources: [bare.yaml]\n";
    const folder = "local/team-a/things.demo.test";
    const files = { [path]: write("bare", ""), [`${folder}/kustomization.yaml`]: kustomization };
    expect(await readSync(files)).toMatchObject({ state: "in-step" });
  });

  it("has an assumed namespace only when the object is namespaced", async () => {
    const thing = { cluster: "local", group: "demo.test", version: "v1", kind: "Thing" };
    const wide = "local/_cluster/things.demo.test/wide.yaml";
    await open({ files: { [path]: write("bare", ""), [wide]: write("wide", "") } });
    const index = fileIndexOf(portal);
    expect(await index?.find({ ...thing, name: "wide" })).toMatchObject([{ isPlaceAssumed: false }]);
    const bare = await index?.find({ ...thing, namespace: "team-a", name: "bare" });
    expect(bare).toMatchObject([{ isPlaceAssumed: true }]);
  });

  it("is synced when the file has a namespace", async () => {
    expect(await readSync({ [path]: write("bare") })).toMatchObject({ state: "in-step" });
  });
});
