import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Identity } from "#lib/auth/types";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import type { GitProvider } from "#lib/git/types";
import type { RequestInput } from "#lib/request/types";
import { readStatus } from "#lib/server/status";
import { createFakePortal, type FakePortal, makeType } from "#lib/server/testing/fake-portal";
import { listRequests } from "#lib/server/use-cases/request-list";
import { actOnRequest, getRequest } from "#lib/server/use-cases/requests";
import { getResourceFile } from "#lib/server/use-cases/resource-file";
import { previewRequest, submitRequest } from "#lib/server/use-cases/submission";

// Git runs some hundred times, which takes long on a busy machine.
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
const GRANTED = [
  "list customresourcedefinitions _",
  ...["a", "b"].flatMap((team) =>
    ["request", "get", "list", "approve"].map((verb) => `${verb} things team-${team}`),
  ),
];
const PATH = "local/team-b/things.demo.test/moved.yaml";
const MOVED =
  "apiVersion: demo.test/v1\nkind: Thing\nmetadata:\n  name: moved\n  namespace: team-b\nspec:\n  size: old\n";

let folder: string;
/** `shared` and `spare` take all requests, `team-a` those of its namespace. */
let gits: Record<"shared" | "team-a" | "spare", GitProvider>;
let portal: FakePortal;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-repositories-"));
  const open = async (name: string, files: Record<string, string> = {}) => {
    const path = join(folder, name);
    await createBareRepository(path, { branch: "main", files: { "README.md": "# Requests\n", ...files } });
    return createLocalProvider({ path, name, branch: "main" });
  };
  gits = {
    shared: await open("shared"),
    "team-a": await open("team-a"),
    spare: await open("spare", { [PATH]: MOVED }),
  };
  portal = createFakePortal({
    types: [THING],
    offers: [THING],
    granted: GRANTED,
    git: gits.shared,
    more: [{ git: gits["team-a"], accepts: { namespaces: ["team-a"] } }, { git: gits.spare }],
  });
  const [record] = portal.catalog.list();
  if (!record) throw new Error("The fake portal offers nothing.");
  record.versions = [
    { name: "v1", served: true, storage: true, deprecated: false, schema: { type: "object" } },
  ];
});

afterEach(() => {
  portal.close();
  for (const git of Object.values(gits)) git.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function ask(name: string, namespace: string, more: Partial<RequestInput> = {}): RequestInput {
  const place = { entry: "crd.local.things.demo.test", name, namespace };
  return { ...place, operation: "create", values: { spec: { size: "new" } }, ...more };
}

it("sends a request to the repository of its rules, and shows which one", async () => {
  const preview = await previewRequest(ANA, ask("one", "team-a"));
  expect(preview).toMatchObject({ repository: { name: "team-a", branch: "main" }, repositories: ["team-a"] });
  const { id, pullRequest } = await submitRequest(ANA, ask("one", "team-a"));
  expect(id).toBe("team-a-1");
  expect(await gits["team-a"].getPullRequest(pullRequest.number)).toMatchObject({ state: "open" });
  expect(await gits.shared.listPullRequests()).toEqual([]);
});

it("lets the person choose where several repositories accept the request", async () => {
  const preview = await previewRequest(ANA, ask("two", "team-b"));
  expect(preview.repositories).toEqual(["shared", "spare"]);
  expect(preview.repository.name).toBe("shared");
  expect(await submitRequest(ANA, ask("two", "team-b", { repository: "spare" }))).toMatchObject({
    id: "spare-1",
  });
  const elsewhere = submitRequest(ANA, ask("three", "team-b", { repository: "team-a" }));
  await expect(elsewhere).rejects.toMatchObject({ code: "invalid", errors: [{ path: "/repository" }] });
});

it("changes an object in the repository that has its file, whatever the rules say", async () => {
  const input = ask("moved", "team-b", { operation: "update" });
  const { base, repository, repositories } = await previewRequest(ANA, input);
  expect({ repository, repositories }).toMatchObject({
    repository: { name: "spare" },
    repositories: ["spare"],
  });
  const { id } = await submitRequest(ANA, { ...input, ...(base && { base }) });
  expect(id).toBe("spare-1");
  const address = { cluster: "local", group: "demo.test", version: "v1", plural: "things" };
  const { file } = await getResourceFile(ANA, { ...address, namespace: "team-b", name: "moved" });
  expect(file).toMatchObject({ path: PATH });
});

it("tells nothing of the repositories for a place that cannot exist", async () => {
  const nowhere = await previewRequest(ANA, {
    ...ask("moved", "team-b"),
    namespace: undefined,
    operation: "update",
  });
  expect(nowhere.repository.name).toBe("shared");
  expect(nowhere.validation.errors).toMatchObject([{ path: "/metadata/namespace" }]);
});

it("never creates an object whose file is in another repository", async () => {
  const preview = await previewRequest(ANA, ask("moved", "team-b"));
  expect(preview.repository.name).toBe("shared");
  expect(preview.validation.ok).toBe(false);
  expect(preview.findings[0]?.message).toContain(`spare: ${PATH}`);
  await expect(submitRequest(ANA, ask("moved", "team-b"))).rejects.toMatchObject({ code: "already-exists" });
});

it("never creates an object that an open request creates in another repository", async () => {
  await submitRequest(ANA, ask("twin", "team-b"));
  const second = submitRequest(ANA, ask("twin", "team-b", { repository: "spare" }));
  await expect(second).rejects.toMatchObject({ code: "already-exists" });
});

it("lists the requests of all repositories in one order, page by page", async () => {
  for (const [index, repository] of ["shared", "spare", "shared", "spare", "shared"].entries())
    await submitRequest(ANA, ask(`n${index}`, "team-b", { repository }));
  await submitRequest(ANA, ask("n5", "team-a"));
  const whole = await listRequests(ANA, {});
  expect(whole.requests.map(({ id }) => id).toSorted()).toEqual(
    ["shared-1", "shared-2", "shared-3", "spare-1", "spare-2", "team-a-1"].toSorted(),
  );
  const times = whole.requests.map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted().toReversed());
  const read: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await listRequests(ANA, { limit: 2, cursor });
    expect(page.total).toBe(6);
    read.push(...page.requests.map(({ id }) => id));
    cursor = page.next;
    more = cursor !== undefined;
  }
  expect(read).toEqual(whole.requests.map(({ id }) => id));
});

it("approves and merges a request in its own repository", async () => {
  const { id, commit } = await submitRequest(ANA, ask("four", "team-b", { repository: "spare" }));
  const { result } = await getRequest(BO, id);
  await actOnRequest(BO, id, "approve", { commit, ...(result && { result }) });
  const { pullRequest } = await actOnRequest(BO, id, "merge", { commit, ...(result && { result }) });
  expect(pullRequest.state).toBe("merged");
  expect(await gits.spare.readFile("local/team-b/things.demo.test/four.yaml")).toBeDefined();
  await expect(getRequest(BO, "gone-1")).rejects.toMatchObject({ code: "not-found" });
});

it("keeps listing the other repositories while one cannot be read, and names that one", async () => {
  await submitRequest(ANA, ask("five", "team-b"));
  expect((await listRequests(ANA, {})).total).toBe(1);
  rmSync(join(folder, "team-a"), { recursive: true });
  // The object may have its file there, so nothing is created meanwhile.
  await expect(submitRequest(ANA, ask("six", "team-b"))).rejects.toMatchObject({ code: "git-unavailable" });
  expect((await listRequests(ANA, {})).requests.map(({ id }) => id)).toEqual(["shared-1"]);
  expect((await readStatus()).git).toMatchObject({ ok: false, name: "team-a" });
});
