import { describe, expect, it } from "vitest";
import type { ReviewAccess } from "#lib/auth/permissions/permissions";
import type { Identity } from "#lib/auth/types";
import { createCatalog } from "#lib/catalog/catalog";
import type { CatalogRecord, CatalogSource } from "#lib/catalog/types";
import { PortalError } from "#lib/errors";
import type { ChangedFile, CommitPerson, PullRequest, Review } from "#lib/git/types";
import { deriveRequest } from "#lib/request/derive/request";
import { compilePathTemplate, DEFAULT_PATH_TEMPLATE } from "#lib/request/file/path";
import { formatTrailers } from "#lib/request/trailers";
import { maySee, readRights } from "#lib/server/requests/request-rights";
import { describeContext, type RequestSource } from "#lib/server/requests/request-source";

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

/** What a pull request made by hand may claim in its words. */
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

/** Roles as `user verb namespace`. */
function surroundings(...granted: string[]) {
  const review: ReviewAccess = async (_cluster, { user }, { verb, namespace }) => {
    if (granted.includes("nobody answers"))
      throw new PortalError("cluster-unavailable", { detail: "It is away." });
    return { allowed: granted.includes(`${user} ${verb} ${namespace}`) };
  };
  return {
    clusters: new Map(),
    catalog: createCatalog([offers]),
    pathTemplate: compilePathTemplate(DEFAULT_PATH_TEMPLATE),
    git: { repository: { provider: "local" as const, name: "requests", url: "", branch: "main" } },
    rules: { review, requestVerb: "request" as const },
  };
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
  /** What is allowed. */
  may: string[];
}

const approver = ["bo approve team-a"];

const rows: Row[] = [
  {
    why: "an approver may approve, and merge only once someone has",
    who: bo,
    granted: approver,
    may: ["approve", "close"],
  },
  {
    why: "an approver may merge what is approved",
    who: bo,
    granted: approver,
    changes: { reviews: [approvedBy("bo")] },
    may: ["merge", "close"],
  },
  { why: "the author may close and nothing more", who: ana, granted: [], may: ["close"] },
  {
    why: "nobody approves their own, whatever their rights",
    who: ana,
    granted: ["ana approve team-a"],
    may: ["close"],
  },
  {
    why: "the author's own approval, made elsewhere, does not count",
    who: bo,
    granted: approver,
    changes: { reviews: [approvedBy("ana")] },
    may: ["approve", "close"],
  },
  {
    why: "an author with the right may merge what another approved",
    who: ana,
    granted: ["ana approve team-a"],
    changes: { reviews: [approvedBy("bo")] },
    may: ["merge", "close"],
  },
  { why: "a right elsewhere is none here", who: bo, granted: ["bo approve team-b"], may: [] },
  { why: "a stranger may nothing", who: eve, granted: [], may: [] },
  {
    why: "the right is asked for every object that the files touch",
    who: bo,
    granted: approver,
    files: [file("team-a"), file("team-b")],
    may: [],
  },
  {
    why: "with the right for each of them it is granted",
    who: bo,
    granted: [...approver, "bo approve team-b"],
    files: [file("team-a"), file("team-b")],
    may: ["approve", "close"],
  },
  {
    why: "a file that is no object is not the portal's to judge",
    who: bo,
    granted: approver,
    files: [file("team-a"), { path: ".github/workflows/ci.yaml", after: "on: push\n" }],
    may: [],
  },
  {
    why: "an object moved out of reach is touched as well",
    who: bo,
    granted: approver,
    files: [{ path: path("team-a"), before: manifest("team-b"), after: manifest("team-a") }],
    may: [],
  },
  {
    why: "words that name an object in reach do not cover what the file holds",
    who: bo,
    granted: approver,
    files: [file("team-b")],
    changes: { body: CLAIMS },
    may: [],
  },
  {
    why: "a namespace in reach does not cover what has none",
    who: bo,
    granted: approver,
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "Region") }],
    may: [],
  },
  {
    why: "a kind that no cluster serves is not the portal's to judge, whatever its path says, but can be closed",
    who: bo,
    granted: approver,
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "List") }],
    may: ["close"],
  },
  {
    why: "a kind that no cluster serves is closed by its author",
    who: ana,
    granted: [],
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "List") }],
    may: ["close"],
  },
  {
    why: "a right elsewhere does not close what no cluster serves",
    who: bo,
    granted: ["bo approve team-b"],
    files: [{ path: path("team-a"), after: manifest("team-a").replace("Database", "List") }],
    may: [],
  },
  {
    why: "nobody approves what the host saw them push",
    who: bo,
    granted: approver,
    changes: { pushers: ["bo"] },
    may: ["close"],
  },
  {
    why: "nobody approves a commit that has their address",
    who: { ...bo, email: "bo@example.org" },
    granted: approver,
    authors: [{ name: "Robert", email: "BO@example.org" }],
    may: ["close"],
  },
  {
    why: "nobody approves a commit that has their name, where no host knows whose it is",
    who: bo,
    granted: approver,
    authors: [{ name: "bo", email: "" }],
    may: ["close"],
  },
  {
    why: "the portal's own commit for another person of the same name locks nobody out",
    who: bo,
    granted: approver,
    authors: [{ id: "ana", name: "bo", email: "" }],
    may: ["approve", "close"],
  },
  {
    why: "a file that is no regular text is not the portal's to judge",
    who: bo,
    granted: approver,
    files: [{ ...file("team-a"), irregular: "it is a symbolic link" }],
    may: [],
  },
  {
    why: "what the portal cannot judge is closed at most",
    who: bo,
    granted: approver,
    problem: "A ref is damaged.",
    may: ["close"],
  },
  {
    why: "without an answer of the cluster only the author's own right holds",
    who: ana,
    granted: ["nobody answers"],
    may: ["close"],
  },
  { why: "without an answer of the cluster nobody approves", who: bo, granted: ["nobody answers"], may: [] },
  { why: "what is merged is done", who: bo, granted: approver, changes: { state: "merged" }, may: [] },
  { why: "what is closed is done", who: ana, granted: [], changes: { state: "closed" }, may: [] },
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

it("tells the author that somebody else has to approve it, with the right to approve or without", async () => {
  for (const granted of [[], ["ana approve team-a"]]) {
    const { approve } = await readRights(surroundings(...granted), ana, source([file("team-a")]));
    expect(approve.reason).toMatch(/another person has to approve it/);
  }
});

describe("maySee", () => {
  it.each([
    ["its author", ana, [], true],
    ["who may list such objects there", eve, ["eve list team-a"], true],
    ["who may approve it", bo, approver, true],
    ["not who may list them elsewhere", eve, ["eve list team-b"], false],
    ["not a stranger", eve, [], false],
    ["not a stranger while the cluster is away", eve, ["nobody answers"], false],
  ])("%s", async (_who, identity, granted, sees) => {
    expect(await maySee(surroundings(...granted), identity, source([file("team-a")]))).toBe(sees);
  });

  it.each([
    ["whose words lie", [file("team-b")], { body: CLAIMS }],
    [
      "that moves an object in from elsewhere",
      [{ path: path("team-a"), before: manifest("team-b"), after: manifest("team-a") }],
      {},
    ],
  ])("takes the right for every object of one %s", async (_why, files, changes) => {
    const sees = (...granted: string[]) => maySee(surroundings(...granted), eve, source(files, changes));
    expect(await sees("eve list team-a")).toBe(false);
    expect(await sees("eve list team-a", "eve list team-b")).toBe(true);
  });
});
