import { afterAll, describe, expect, it } from "vitest";
import type { ReviewAccess } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import type { CatalogRecord, CatalogSource } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import type { ChangedFile, CommitPerson, PullRequest, Review } from "#lib/git/types";
import { deriveRequest } from "#lib/request/derive/request";
import { formatTrailers } from "#lib/request/trailers";
import { maySee, readRights } from "#lib/server/requests/request-rights";
import { describeContext, type RequestSource } from "#lib/server/requests/request-source";
import { alterPortal, createFakePortal } from "#lib/server/testing/fake-portal";
import { createFakeRepository } from "#lib/server/testing/fake-repository";

const person = (user: string): Identity => ({ user, name: user, email: "", groups: [], via: "demo" });
const [ana, bo, eve] = [person("ana"), person("bo"), person("eve")];

const manifest = (namespace: string, size = "small") =>
  `apiVersion: demo.test/v1\nkind: Database\nmetadata:\n  name: orders\n  namespace: ${namespace}\nspec:\n  size: ${size}\n`;
const path = (namespace: string) => `local/${namespace}/databases.demo.test/orders.yaml`;
const file = (namespace: string): ChangedFile => ({ path: path(namespace), after: manifest(namespace) });

const approvedBy = (id: string): Review => ({
  actor: { id, name: id },
  verdict: "approved",
  at: "2026-01-01T00:00:00Z",
});

function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 1,
    url: "/requests/requests-1",
    branch: "vitrine/create/orders",
    title: "Create",
    body: "",
    state: "open",
    author: { id: "ana", name: "Ana" },
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-01T00:00:00Z",
    reviews: [],
    pushers: [],
    headCommit: "0".repeat(40),
    ...changes,
  };
}

const database: CatalogRecord = {
  entry: {
    id: "crd.local.databases",
    source: "crd",
    cluster: "local",
    group: "demo.test",
    version: "v1",
    kind: "Database",
    plural: "databases",
    scope: "Namespaced",
    title: "Database",
    description: "",
    icon: "database",
    owner: "",
    tags: [],
    requestable: true,
    reason: "",
    warnings: [],
  },
  versions: [],
  origin: { group: "", resource: "", name: "", resourceVersion: "" },
};

const offers: CatalogSource = {
  kind: "crd",
  list: () => [database, { ...database, entry: { ...database.entry, kind: "Region", scope: "Cluster" } }],
  get: () => undefined,
  hasSynced: () => true,
  subscribe: () => () => {},
  close: () => {},
};

/** Trailers that a person can write into a pull request by hand. */
const CLAIMS = formatTrailers({
  operation: "create",
  object: {
    cluster: "local",
    group: "demo.test",
    version: "v1",
    kind: "Database",
    plural: "databases",
    namespace: "team-a",
    name: "orders",
  },
  path: path("team-a"),
});

const fake = createFakePortal({ types: [], git: createFakeRepository([]).git });
afterAll(() => fake.close());

/** Roles as `user verb namespace`. */
function surroundings(...granted: string[]) {
  const review: ReviewAccess = async (_cluster, { user }, { verb, namespace }) => {
    if (granted.includes("nobody answers"))
      throw new PortalError("cluster-unavailable", { detail: "It is away." });
    return { allowed: granted.includes(`${user} ${verb} ${namespace}`) };
  };
  const rules = { review, requestVerb: "request" as const };
  return alterPortal(fake, { clusters: new Map(), catalog: createCatalog([offers]), rules });
}

function source(files: ChangedFile[], changes: Partial<PullRequest> = {}): RequestSource {
  const pull = pullRequest(changes);
  const [first] = files;
  const context = describeContext(surroundings());
  const request = deriveRequest(pull, context, first ? [{ path: first.path, after: first.after }] : []);
  if (!request) throw new Error("The pull request is no request.");
  return { pullRequest: pull, request, files };
}

interface Row {
  why: string;
  who: Identity;
  granted: string[];
  files?: ChangedFile[];
  changes?: Partial<PullRequest>;
  authors?: CommitPerson[];
  problem?: string;
  /** The permissions that the person has. */
  may: string[];
}

const approver = ["bo approve team-a"];

const rows: Row[] = [
  {
    why: "lets an approver approve, and merge only after an approval",
    who: bo,
    granted: approver,
    may: ["approve", "close"],
  },
  {
    why: "lets an approver merge an approved request",
    who: bo,
    granted: approver,
    changes: { reviews: [approvedBy("bo")] },
    may: ["merge", "close"],
  },
  { why: "lets the author only close the request", who: ana, granted: [], may: ["close"] },
  {
    why: "lets nobody approve their own request, even with approval rights",
    who: ana,
    granted: ["ana approve team-a"],
    may: ["close"],
  },
  {
    why: "ignores the author's own approval on the Git host",
    who: bo,
    granted: approver,
    changes: { reviews: [approvedBy("ana")] },
    may: ["approve", "close"],
  },
  {
    why: "lets an author with approval rights merge a request that another person approved",
    who: ana,
    granted: ["ana approve team-a"],
    changes: { reviews: [approvedBy("bo")] },
    may: ["merge", "close"],
  },
  { why: "ignores approval rights in another namespace", who: bo, granted: ["bo approve team-b"], may: [] },
  { why: "allows nothing to a person without approval rights", who: eve, granted: [], may: [] },
  {
    why: "requires approval rights for every object in the files",
    who: bo,
    granted: approver,
    files: [file("team-a"), file("team-b")],
    may: [],
  },
  {
    why: "allows approval with approval rights for every object in the files",
    who: bo,
    granted: [...approver, "bo approve team-b"],
    files: [file("team-a"), file("team-b")],
    may: ["approve", "close"],
  },
  {
    why: "allows nothing for a file that is not an object",
    who: bo,
    granted: approver,
    files: [file("team-a"), { path: ".github/workflows/ci.yaml", after: "on: push\n" }],
    may: [],
  },
  {
    why: "requires approval rights for the old namespace of a moved object",
    who: bo,
    granted: approver,
    files: [{ path: path("team-a"), before: manifest("team-b"), after: manifest("team-a") }],
    may: [],
  },
  {
    why: "uses the object in the file, not the one that the trailers name",
    who: bo,
    granted: approver,
    files: [file("team-b")],
    changes: { body: CLAIMS },
    may: [],
  },
  {
    why: "requires cluster-wide approval rights for a cluster-scoped object",
    who: bo,
    granted: approver,
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "Region") }],
    may: [],
  },
  {
    why: "lets an approver only close a request for a kind that no cluster serves",
    who: bo,
    granted: approver,
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "List") }],
    may: ["close"],
  },
  {
    why: "lets the author close a request for a kind that no cluster serves",
    who: ana,
    granted: [],
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "List") }],
    may: ["close"],
  },
  {
    why: "does not let an approver of another namespace close a request for a kind that no cluster serves",
    who: bo,
    granted: ["bo approve team-b"],
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "List") }],
    may: [],
  },
  {
    why: "lets nobody approve a branch to which the host saw them push",
    who: bo,
    granted: approver,
    changes: { pushers: ["bo"] },
    may: ["close"],
  },
  {
    why: "lets nobody approve a commit with their email address",
    who: { ...bo, email: "bo@example.org" },
    granted: approver,
    authors: [{ name: "Robert", email: "BO@example.org" }],
    may: ["close"],
  },
  {
    why: "lets nobody approve a commit with their name when the host does not know its author",
    who: bo,
    granted: approver,
    authors: [{ name: "bo", email: "" }],
    may: ["close"],
  },
  {
    why: "lets a person approve the portal's commit for another person of the same name",
    who: bo,
    granted: approver,
    authors: [{ id: "ana", name: "bo", email: "" }],
    may: ["approve", "close"],
  },
  {
    why: "allows nothing for a file that is not a regular file",
    who: bo,
    granted: approver,
    files: [{ ...file("team-a"), irregular: "it is a symbolic link" }],
    may: [],
  },
  {
    why: "allows only to close a request with a problem",
    who: bo,
    granted: approver,
    problem: "A ref is damaged.",
    may: ["close"],
  },
  {
    why: "lets only the author close the request when the cluster is unreachable",
    who: ana,
    granted: ["nobody answers"],
    may: ["close"],
  },
  {
    why: "lets nobody approve when the cluster is unreachable",
    who: bo,
    granted: ["nobody answers"],
    may: [],
  },
  {
    why: "allows nothing for a merged request",
    who: bo,
    granted: approver,
    changes: { state: "merged" },
    may: [],
  },
  {
    why: "allows nothing for a closed request",
    who: ana,
    granted: [],
    changes: { state: "closed" },
    may: [],
  },
];

describe("readRights", () => {
  it.each(rows)("$why", async ({ who, granted, files = [file("team-a")], ...row }) => {
    const { changes, authors = [], problem, may } = row;
    const found = source(files, changes);
    const set = { head: "", base: "", files, result: "", proposed: "", conflicts: [], authors };
    const request = { ...found.request, ...(problem && { problem }) };
    const rights = await readRights(surroundings(...granted), who, { ...found, request, changes: set });
    const allowed = Object.entries(rights).filter(([, { allowed }]) => allowed);
    expect(allowed.map(([action]) => action)).toEqual(may);
    for (const { allowed, reason } of Object.values(rights)) expect(reason === "").toBe(allowed);
  });
});

it("requires another person to approve, whether the author has approval rights or not", async () => {
  for (const granted of [[], ["ana approve team-a"]]) {
    const { approve } = await readRights(surroundings(...granted), ana, source([file("team-a")]));
    expect(approve.reason).toMatch(/another person has to approve it/);
  }
});

describe("maySee", () => {
  it.each([
    ["shows the request to its author", ana, [], true],
    [
      "shows the request to a person who may list the object's kind in its namespace",
      eve,
      ["eve list team-a"],
      true,
    ],
    ["shows the request to a person who may approve it", bo, approver, true],
    [
      "hides the request from a person who may list the object's kind only in another namespace",
      eve,
      ["eve list team-b"],
      false,
    ],
    ["hides the request from a person without access", eve, [], false],
    [
      "hides the request from a person without access when the cluster is unreachable",
      eve,
      ["nobody answers"],
      false,
    ],
  ])("%s", async (_who, identity, granted, sees) => {
    expect(await maySee(surroundings(...granted), identity, source([file("team-a")]))).toBe(sees);
  });

  it.each([
    ["whose trailers name another object", [file("team-b")], { body: CLAIMS }],
    [
      "that moves an object from another namespace",
      [{ path: path("team-a"), before: manifest("team-b"), after: manifest("team-a") }],
      {},
    ],
  ])("requires access to every object of a request %s", async (_why, files, changes) => {
    const sees = (...granted: string[]) => maySee(surroundings(...granted), eve, source(files, changes));
    expect(await sees("eve list team-a")).toBe(false);
    expect(await sees("eve list team-a", "eve list team-b")).toBe(true);
  });
});
