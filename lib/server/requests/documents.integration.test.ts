/** Requests for objects that share a file, with Git as it runs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import type { RequestInput } from "#lib/request/types";
import { mergeByFields } from "#lib/server/requests/files/file-merge";
import { createFakePortal, type FakePortal, makeObject, makeType } from "#lib/server/testing/fake-portal";
import { getRequestFile } from "#lib/server/use-cases/amendment";
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
const VAULT = makeType("demo.test", "Vault");
const GRANTED = [
  "list customresourcedefinitions _",
  ...["request", "get", "list", "approve"].map((verb) => `${verb} things team-a`),
];
const PATH = "apps/shared.yaml";

let folder: string;
let git: GitProvider;
let portal: FakePortal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-documents-"));
});

afterEach(() => {
  portal.close();
  git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, size = "old", kind = "Thing") =>
  `apiVersion: demo.test/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: team-a\nspec:\n  size: ${size} # in words\n`;
const HIDDEN = write("hidden", "hunter2", "Vault");
const FILE = `# Team A\n${HIDDEN}---\n# The shop.\n${write("shop")}--- # next\n${write("bank")}`;

async function open(
  content: string = FILE,
  granted: readonly string[] = GRANTED,
  more: Record<string, string> = {},
): Promise<void> {
  await createBareRepository(folder, {
    branch: "main",
    files: { "README.md": "# Requests\n", [PATH]: content, ...more },
  });
  git = createLocalProvider({
    path: folder,
    name: "requests",
    branch: "main",
    mergeFile: (sides) => mergeByFields(portal, sides),
  });
  const objects = [makeObject(THING, "shop"), makeObject(THING, "bank")];
  portal = createFakePortal({ types: [THING, VAULT], offers: [THING], objects, granted, git });
  const [record] = portal.catalog.list();
  if (!record) throw new Error("The fake portal offers nothing.");
  record.versions = [
    { name: "v1", served: true, storage: true, deprecated: false, schema: { type: "object" } },
  ];
}

function ask(name: string, operation: RequestInput["operation"], size = "new"): RequestInput {
  const place = { entry: "crd.local.things.demo.test", name, namespace: "team-a" };
  return { ...place, operation, values: { spec: { size } } };
}

async function submit(input: RequestInput): Promise<string> {
  const { base } = await previewRequest(ANA, input);
  return (await submitRequest(ANA, { ...input, ...(input.operation !== "create" && { base: base ?? "" }) }))
    .id;
}

async function approveAndMerge(id: string): Promise<void> {
  for (const action of ["approve", "merge"]) {
    const { commit, result } = await getRequest(BO, id);
    await actOnRequest(BO, id, action, { commit, result });
  }
}

const readFile = async () => (await git.readFile(PATH))?.content;

/** A pull request as a person opens it on the Git host. */
async function openByHand(content: string): Promise<string> {
  const files = [{ path: PATH, content, base: (await git.readFile(PATH))?.blob ?? null }];
  const input = { branch: "by-hand", title: "By hand", body: "", message: "By hand", files };
  const { number } = await git.openPullRequest(input, { id: "cy", name: "cy", email: "cy@example.org" });
  return `requests-${number}`;
}

describe("a change of one object in a shared file", () => {
  it("shows, approves and merges only its document", async () => {
    await open();
    const preview = await previewRequest(ANA, ask("shop", "update"));
    expect(preview.manifest).toBe(`# The shop.\n${write("shop", "new")}`);
    const id = await submit(ask("shop", "update"));
    const request = await getRequest(BO, id);
    expect(request).toMatchObject({
      operation: "update",
      path: PATH,
      object: { kind: "Thing", name: "shop" },
    });
    expect(request.changes).toMatchObject([{ path: "/spec/size", before: "old", after: "new" }]);
    expect(request.diff).toBe(preview.diff);
    expect(request.diff.split("\n").filter((line) => /^[-+](?![-+])/.test(line))).toEqual([
      "-  size: old # in words",
      "+  size: new # in words",
    ]);
    const listed = await listRequests(BO, {});
    expect(listed.requests.map((one) => [one.id, one.object.name])).toEqual([[id, "shop"]]);
    await approveAndMerge(id);
    expect(await readFile()).toBe(FILE.replace(write("shop"), write("shop", "new")));
  });

  it("sends nothing of other documents to a person without access to them", async () => {
    await open();
    const address = {
      cluster: "local",
      group: "demo.test",
      version: "v1",
      plural: "things",
      namespace: "team-a",
    };
    const { file } = await getResourceFile(ANA, { ...address, name: "shop" });
    expect(file?.content).toBe(`# The shop.\n${write("shop")}`);
    const preview = await previewRequest(ANA, ask("shop", "update"));
    const id = await submit(ask("shop", "update"));
    const answers = [file, preview, await getRequest(BO, id), await getRequestFile(ANA, id)];
    expect(JSON.stringify(answers)).not.toMatch(/hunter2|Vault|bank/);
  });

  it("does not name the last commit of the file, which can be about another object", async () => {
    await open(FILE, [...GRANTED, "get things team-a"], { "apps/lone.yaml": write("lone") });
    portal.put(makeObject(THING, "lone"));
    const address = {
      cluster: "local",
      group: "demo.test",
      version: "v1",
      plural: "things",
      namespace: "team-a",
    };
    const [shop, lone] = await Promise.all(
      ["shop", "lone"].map((name) => getResource(ANA, { ...address, name })),
    );
    expect(shop?.file).toMatchObject({ path: PATH, content: expect.stringContaining("shop") });
    expect(shop?.file?.commit).toBeUndefined();
    expect(lone?.file?.commit).toBeDefined();
  });

  it("removes only its document, and the file with the last one", async () => {
    await open(`# Team A\n${write("bank")}---\n# The shop.\n${write("shop")}`);
    const id = await submit(ask("shop", "delete"));
    expect(await getRequest(BO, id)).toMatchObject({ operation: "delete", object: { name: "shop" } });
    await approveAndMerge(id);
    expect(await readFile()).toBe(`# Team A\n${write("bank")}`);
    await approveAndMerge(await submit(ask("bank", "delete")));
    expect(await readFile()).toBeUndefined();
  });

  it("is amended on its branch", async () => {
    await open();
    const id = await submit(ask("shop", "update"));
    const { commit, file } = await getRequestFile(ANA, id);
    expect(file.content).toBe(`# The shop.\n${write("shop", "new")}`);
    const amends = { request: id, commit };
    const amended = { ...ask("shop", "update", "newer"), amends, base: file.blob };
    const preview = await previewRequest(ANA, amended);
    expect(preview.amends?.diff).toContain("-  size: new # in words\n+  size: newer # in words");
    await submitRequest(ANA, amended);
    await approveAndMerge(id);
    expect(await readFile()).toBe(FILE.replace(write("shop"), write("shop", "newer")));
  });

  it("merges beside a change of another document, and names the field of a conflict", async () => {
    await open();
    const [shop, bank, later] = [
      await submit(ask("shop", "update")),
      await submit(ask("bank", "update")),
      await submit(ask("shop", "update", "other")),
    ];
    await approveAndMerge(shop);
    await approveAndMerge(bank);
    expect(await readFile()).toBe(
      FILE.replace(write("shop"), write("shop", "new")).replace(write("bank"), write("bank", "new")),
    );
    const { conflict, problem } = await getRequest(BO, later);
    expect(problem).toContain("cannot be merged");
    expect(conflict?.fields).toMatchObject([
      { path: "/spec/size", before: "old", inGit: "new", after: "other" },
    ]);
  });
});

describe("a pull request by hand in a shared file", () => {
  it("is a request where it changes one document", async () => {
    await open();
    const id = await openByHand(FILE.replace(write("bank"), write("bank", "new")));
    const { may, object } = await getRequest(BO, id);
    expect(object.name).toBe("bank");
    expect(may.approve.allowed).toBe(true);
  });

  it("is approved by nobody without access to the changed document", async () => {
    await open();
    const id = await openByHand(FILE.replace(HIDDEN, write("hidden", "other", "Vault")));
    await expect(getRequest(BO, id)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is none where it changes several documents", async () => {
    await open();
    const changed = FILE.replace(write("bank"), write("bank", "new")).replace(
      write("shop"),
      write("shop", "new"),
    );
    await expect(getRequest(BO, await openByHand(changed))).rejects.toMatchObject({ code: "not-found" });
  });

  it("takes the approval from a request whose branch changes another document too", async () => {
    await open();
    const id = await submit(ask("shop", "update"));
    const number = Number(id.slice("requests-".length));
    const { headCommit: head } = (await git.getPullRequest(number)) ?? expect.unreachable();
    const { blob, content } = (await git.readFile(PATH, head)) ?? expect.unreachable();
    const files = [{ path: PATH, content: content.replace(write("bank"), write("bank", "new")), base: blob }];
    const { body } = (await git.getPullRequest(number)) ?? expect.unreachable();
    await git.amendPullRequest(number, { head, body, message: "More", files }, { ...BO, id: "cy" });
    const { may, problem } = await getRequest(BO, id);
    expect(problem).toBe(
      `This request no longer changes exactly one object. Its branch changes ${PATH} (Thing shop, Thing bank).`,
    );
    expect(may.approve.allowed).toBe(false);
  });
});

/** Ana adds another size to her open request for the new object `one`. */
async function amendOne(id: string): Promise<void> {
  const { commit, file } = await getRequestFile(ANA, id);
  const input = ask("one", "create", "newer");
  await submitRequest(ANA, { ...input, amends: { request: id, commit }, base: file.blob });
}

describe("the layout with several documents in a file", () => {
  const shared = "local/team-a.yaml";

  async function openShared(content?: string): Promise<void> {
    await open(content);
    const { compilePathTemplate } = await import("#lib/request/file/path");
    portal.pathTemplate = compilePathTemplate("{cluster}/{namespace}.yaml", "documents");
    portal.layout = "documents";
  }

  const readShared = async () => (await git.readFile(shared))?.content;
  const made = (name: string) =>
    `apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: ${name}\n  namespace: team-a\nspec:\n  size: new\n`;

  it("merges two new objects into one new file", async () => {
    await openShared();
    const [one, two] = [await submit(ask("one", "create")), await submit(ask("two", "create"))];
    await approveAndMerge(one);
    expect(await readShared()).toBe(made("one"));
    const request = await getRequest(BO, two);
    expect(request).toMatchObject({ operation: "create", object: { name: "two" } });
    expect(request.problem).toBeUndefined();
    await approveAndMerge(two);
    expect(await readShared()).toBe(`${made("one")}---\n${made("two")}`);
  });

  it("merges two new objects into a file that is there", async () => {
    await openShared();
    await approveAndMerge(await submit(ask("zero", "create")));
    const [one, two] = [await submit(ask("one", "create")), await submit(ask("two", "create"))];
    await approveAndMerge(one);
    await approveAndMerge(two);
    expect(await readShared()).toBe(`${made("zero")}---\n${made("one")}---\n${made("two")}`);
  });

  it("amends a new object", async () => {
    await openShared();
    await approveAndMerge(await submit(ask("zero", "create")));
    const id = await submit(ask("one", "create"));
    await amendOne(id);
    await approveAndMerge(id);
    expect(await readShared()).toBe(`${made("zero")}---\n${made("one").replace("new", "newer")}`);
  });

  it("refuses an object that the file has, and one that an open request creates", async () => {
    await openShared();
    await approveAndMerge(await submit(ask("one", "create")));
    await expect(submitRequest(ANA, ask("one", "create"))).rejects.toMatchObject({ code: "already-exists" });
    await submit(ask("two", "create"));
    await expect(submitRequest(BO, ask("two", "create", "other"))).rejects.toMatchObject({
      code: "already-exists",
    });
  });

  it("refuses an object that the file has to a person who may not read it", async () => {
    await openShared();
    await approveAndMerge(await submit(ask("one", "create")));
    const may = ["list customresourcedefinitions _", "request things team-a"];
    portal.rules = {
      ...portal.rules,
      review: async (_cluster, _subject, { verb, resource, namespace = "_" }) => ({
        allowed: may.includes(`${verb} ${resource} ${namespace}`),
      }),
    };
    await expect(submitRequest(ANA, ask("one", "create"))).rejects.toMatchObject({ code: "already-exists" });
    const { diff, base } = await previewRequest(ANA, ask("two", "create"));
    expect(diff).toContain("--- /dev/null");
    expect(diff).toContain("+  name: two");
    expect(diff).not.toContain("name: one");
    expect(base).toBeNull();
    await submitRequest(ANA, ask("two", "create"));
  });
});

describe("the layout with a kustomization", () => {
  const place = "local/team-a/things.demo.test";
  const list = `${place}/kustomization.yaml`;
  const head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

  async function openListed(files?: Record<string, string>): Promise<void> {
    await open(FILE, GRANTED, files);
    portal.layout = "kustomization";
  }

  const readList = async (path = list) => (await git.readFile(path))?.content;

  it("lists a new file, and removes the entry with the file", async () => {
    await openListed();
    const preview = await previewRequest(ANA, ask("one", "create"));
    expect(preview.diff).toContain(`+++ b/${list}\n`);
    expect(preview.diff).toContain("+  - one.yaml");
    const id = await submit(ask("one", "create"));
    const request = await getRequest(BO, id);
    expect(request).toMatchObject({
      operation: "create",
      path: `${place}/one.yaml`,
      object: { name: "one" },
    });
    expect(request.problem).toBeUndefined();
    expect(request.diff).toBe(preview.diff);
    await approveAndMerge(id);
    expect(await readList()).toBe(`${head}resources:\n  - one.yaml\n`);
    const removal = await submit(ask("one", "delete"));
    expect(await getRequest(BO, removal)).toMatchObject({ operation: "delete", object: { name: "one" } });
    await approveAndMerge(removal);
    expect(await readList()).toBe(`${head}resources: []\n`);
  });

  it("merges the entries of two new files, also where both begin the kustomization", async () => {
    await openListed();
    const [two, one] = [await submit(ask("two", "create")), await submit(ask("one", "create"))];
    await approveAndMerge(two);
    expect((await getRequest(BO, one)).problem).toBeUndefined();
    await approveAndMerge(one);
    expect(await readList()).toBe(`${head}resources:\n  - one.yaml\n  - two.yaml\n`);
  });

  it("keeps a kustomization with another name, its comments and its other entries, which it does not show", async () => {
    const other = `${place}/kustomization.yml`;
    await openListed({ [other]: `# Team A\nresources:\n- hidden.yaml # first\nnamespace: team-a\n` });
    const id = await submit(ask("one", "create"));
    const { diff } = await getRequest(BO, id);
    expect(diff).toContain("+- one.yaml");
    expect(diff).not.toContain("hidden");
    await approveAndMerge(id);
    expect(await readList(other)).toBe(
      `# Team A\nresources:\n- hidden.yaml # first\n- one.yaml\nnamespace: team-a\n`,
    );
    expect(await readList()).toBeUndefined();
  });

  it("is amended without another change of the kustomization", async () => {
    await openListed();
    const id = await submit(ask("one", "create"));
    await amendOne(id);
    await approveAndMerge(id);
    expect(await readList()).toBe(`${head}resources:\n  - one.yaml\n`);
  });

  it.each<[why: string, text: string, detail: RegExp]>([
    ["cannot be read", "resources: [", /cannot be read/],
    ["moves its objects", "namespace: team-b\n", /to the namespace team-b/],
  ])("refuses a new file where the kustomization %s", async (_why, text, detail) => {
    await openListed({ [list]: text });
    await expect(submitRequest(ANA, ask("one", "create"))).rejects.toMatchObject({
      detail: expect.stringMatching(detail),
    });
  });

  it.each<[why: string, text: string]>([
    ["has another entry", `${head}resources:\n  - one.yaml\n  - ../other.yaml\n`],
    ["has another field", `${head}resources:\n  - one.yaml\nnamePrefix: x-\n`],
    ["has the entry of another file", `${head}resources:\n  - other.yaml\n`],
    ["moves the object", `${head}namespace: team-b\nresources:\n  - one.yaml\n`],
  ])("takes the approval from a request whose kustomization %s", async (_why, text) => {
    await openListed();
    const id = await submit(ask("one", "create"));
    const number = Number(id.slice("requests-".length));
    const { headCommit: commit, body } = (await git.getPullRequest(number)) ?? expect.unreachable();
    const { blob } = (await git.readFile(list, commit)) ?? expect.unreachable();
    const files = [{ path: list, content: text, base: blob }];
    await git.amendPullRequest(number, { head: commit, body, message: "More", files }, { ...BO, id: "cy" });
    const { may, problem } = await getRequest(BO, id);
    expect(problem).toContain("no longer changes exactly one object");
    expect(may.approve.allowed).toBe(false);
  });
});
