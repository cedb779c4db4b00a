import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { convertSchema } from "#lib/form/convert/convert";
import { createLocalProvider } from "#lib/git/embedded/provider";
import { createBareRepository } from "#lib/git/testing/bare-repository";
import { judge } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider, PullRequest } from "#lib/git/types";
import { planRequest } from "#lib/request/plan/plan";
import type { AmendedRequest, PlanContext } from "#lib/request/plan/types";
import { amendRequest } from "#lib/request/submit/amend";
import { openRequest } from "#lib/request/submit/submit";
import { createPlanContext } from "#lib/request/testing/plan-context";
import { parseTrailers } from "#lib/request/trailers";
import type { RequestInput } from "#lib/request/types";

const ANA: GitActor = { id: "ana", name: "Ana", email: "ana@example.org" };
const BO: GitActor = { id: "bo", name: "Bo", email: "bo@example.org" };
const LEGACY = "demo/team-a/postgresqls.demo.example/legacy.yaml";
const LEGACY_TEXT = `apiVersion: demo.example/v1
kind: PostgreSQL
metadata:
  name: legacy
  namespace: team-a
spec:
  size: small # for now
`;
const SIZE = { type: "string", enum: ["small", "medium", "large"] };
const SPEC = { type: "object", properties: { size: SIZE, note: { type: "string" } } };
const FORM = convertSchema({ type: "object", properties: { spec: SPEC } }, { kind: "PostgreSQL" });
const CREATE = { operation: "create", name: "orders-db", namespace: "team-a" } as const;

let folder: string;
let provider: GitProvider;
let context: PlanContext;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-amend-"));
  await createBareRepository(folder, { branch: "main", files: { [LEGACY]: LEGACY_TEXT } });
  provider = connect();
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

function connect(): GitProvider {
  return createLocalProvider({ path: folder, name: "requests", branch: "main" });
}

const setSize = (size: string) => ({ spec: { size } });

/** Ana opens a request for a new database with the size. */
async function openOne(size = "small", key?: string): Promise<PullRequest> {
  const { pullRequest } = await openRequest({ ...CREATE, values: setSize(size) }, context, ANA, key);
  return read(pullRequest.number);
}

async function read(number: number): Promise<PullRequest> {
  const found = await provider.getPullRequest(number);
  if (!found) throw new Error(`There is no pull request ${number}.`);
  return found;
}

/** The request as the portal reads it for a change. */
async function readAmended(pullRequest: PullRequest, own = provider): Promise<AmendedRequest> {
  const { number, headCommit: head } = pullRequest;
  const { base, files } = await own.changedFiles(number, head);
  const path = files[0]?.path ?? "";
  const proposed = await own.readFile(path, head);
  if (!proposed) throw new Error(`${path} is not on the branch.`);
  const before = files[0]?.before === undefined ? undefined : await own.readFile(path, base);
  const isNew = before === undefined;
  return { id: `requests-${number}`, pullRequest, path, head, isNew, proposed, before };
}

/** What the form sends for the request that it read. */
function sendFor({ id, head, proposed }: AmendedRequest, size: string): RequestInput {
  const amends = { request: id, commit: head };
  return { ...CREATE, values: setSize(size), base: proposed.blob, amends };
}

async function amend(pullRequest: PullRequest, size: string, key?: string) {
  const amends = await readAmended(pullRequest);
  return amendRequest(sendFor(amends, size), { ...context, amends }, ANA, key);
}

async function readBranch({ number }: PullRequest): Promise<string> {
  return (await readAmended(await read(number))).proposed.content;
}

describe("amendRequest", () => {
  it("adds a commit with the new values and describes the request anew", async () => {
    const opened = await openOne();
    const { id, commit } = await amend(opened, "large");
    const now = await read(opened.number);
    expect([id, now.headCommit, now.title]).toEqual([`requests-${opened.number}`, commit, opened.title]);
    expect(now.headCommit).not.toBe(opened.headCommit);
    expect(await readBranch(opened)).toContain("size: large");
    expect(now.body).toContain("- Size: large");
    expect(await provider.listPullRequests()).toHaveLength(1);
  });

  it("shows the difference from the target branch and from the branch of the request", async () => {
    const amends = await readAmended(await openOne());
    const { preview } = await planRequest(sendFor(amends, "large"), { ...context, amends });
    expect(preview.validation.errors).toEqual([]);
    expect(preview.diff).not.toContain("-  size: small");
    expect(preview.amends?.diff).toContain("-  size: small\n+  size: large");
    expect(preview.amends?.changes).toMatchObject([{ path: "/spec/size", before: "small", after: "large" }]);
    expect(preview.amends).toMatchObject({ isNew: true, commit: amends.head });
  });

  it("keeps comments of the branch and compares a change with the target branch", async () => {
    const input = { operation: "update", name: "legacy", namespace: "team-a" } as const;
    const file = await provider.readFile(LEGACY);
    const manifest = LEGACY_TEXT.replace("small # for now", "medium # since May");
    const { pullRequest } = await openRequest({ ...input, manifest, base: file?.blob }, context, ANA);
    const amends = await readAmended(await read(pullRequest.number));
    const sent = { ...sendFor(amends, "large"), ...input };
    const { preview } = await planRequest(sent, { ...context, amends });
    expect(preview.diff).toContain("-  size: small # for now\n+  size: large # since May");
    expect(preview.changes).toMatchObject([{ before: "small", after: "large" }]);
    expect(preview.amends?.changes).toMatchObject([{ before: "medium", after: "large" }]);
    await amendRequest(sent, { ...context, amends }, ANA);
    expect(await readBranch(await read(pullRequest.number))).toContain("size: large # since May");
  });

  it("names its own HTTP request in the commit, and keeps the first one in the pull request", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    context = { ...context, requestId: first };
    const opened = await openOne();
    context = { ...context, requestId: second };
    const { commit } = await amend(opened, "large");
    const message = execFileSync("git", ["--git-dir", folder, "log", "-1", "--format=%B", commit]).toString();
    expect(message).toContain(`\nVitrine-Request-Id: ${second}\n`);
    expect(message).not.toContain(first);
    expect(parseTrailers((await read(opened.number)).body)?.requestId).toBe(first);
  });

  it("ends earlier approvals", async () => {
    const opened = await openOne();
    await provider.approve(opened.number, BO, await judge(provider, opened.number));
    await amend(opened, "large");
    expect((await read(opened.number)).reviews).toEqual([]);
  });

  it.each<[reason: string, key: string | undefined]>([
    ["a double click has one key", "key-1"],
    ["a script sends no key", undefined],
  ])("adds one commit for ten equal submissions from two processes: %s", async (_reason, key) => {
    const opened = await openOne();
    const other = connect();
    const amends = await readAmended(opened);
    const sent = sendFor(amends, "large");
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        // Each is an HTTP request of its own.
        const own = { ...context, requestId: randomUUID(), provider: index % 2 ? other : provider, amends };
        return amendRequest(sent, own, ANA, key);
      }),
    );
    other.dispose();
    expect(new Set(answers.map(({ commit }) => commit)).size).toBe(1);
    const { authors } = await provider.changedFiles(opened.number, answers[0]?.commit ?? "");
    expect(authors).toMatchObject([{ id: "ana" }]);
    expect(await readBranch(opened)).toContain("size: large");
  });

  it("adds nothing for a repetition after the answer was lost", async () => {
    const opened = await openOne();
    const before = await readAmended(opened);
    const first = await amendRequest(sendFor(before, "large"), { ...context, amends: before }, ANA, "key");
    const now = await readAmended(await read(opened.number));
    const again = await amendRequest(sendFor(before, "large"), { ...context, amends: now }, ANA, "key");
    expect(again).toEqual(first);
  });

  it("completes the description where a portal stopped after the commit", async () => {
    const opened = await openOne();
    const before = await readAmended(opened);
    const content = before.proposed.content.replace("small", "large");
    const files = [{ path: before.path, content, base: before.proposed.blob }];
    const stopped = { head: before.head, body: opened.body, message: "Amend", files };
    const { headCommit } = await provider.amendPullRequest(opened.number, stopped, ANA);
    const now = await readAmended(await read(opened.number));
    const { commit } = await amendRequest(sendFor(before, "large"), { ...context, amends: now }, ANA, "key");
    expect(commit).toBe(headCommit);
    expect((await read(opened.number)).body).toContain("- Size: large");
  });

  it("still finds the request by the key that opened it", async () => {
    const opened = await openOne("small", "first");
    const { key } = parseTrailers(opened.body) ?? {};
    await amend(opened, "large", "second");
    expect(parseTrailers((await read(opened.number)).body)?.key).toBe(key);
    expect((await openOne("small", "first")).number).toBe(opened.number);
  });

  it.each<[reason: string, change: (sent: RequestInput) => RequestInput, code: string]>([
    ["another change moved the branch", (sent) => sent, "conflict"],
    [
      "the change started from an earlier file",
      (sent) => ({ ...sent, amends: undefined, base: "0".repeat(40) }),
      "conflict",
    ],
  ])("refuses and keeps the branch where %s", async (_reason, change, code) => {
    const opened = await openOne();
    const sent = sendFor(await readAmended(opened), "large");
    await amend(opened, "medium");
    const amends = await readAmended(await read(opened.number));
    await expect(amendRequest(change(sent), { ...context, amends }, ANA)).rejects.toMatchObject({ code });
    expect(await readBranch(opened)).toContain("size: medium");
  });

  it.each<[reason: string, size: string]>([
    ["it has the values of the branch", "small"],
    ["its values are invalid", "huge"],
  ])("refuses an amendment: %s", async (_reason, size) => {
    const opened = await openOne();
    await expect(amend(opened, size)).rejects.toMatchObject({ code: "invalid" });
    expect((await read(opened.number)).headCommit).toBe(opened.headCommit);
  });
});
