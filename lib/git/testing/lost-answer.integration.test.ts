/** Gitea makes a change and its response is lost: the provider finds the outcome. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startGitea, type TestGitea } from "#demo/local-stack/testing/test-gitea";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import { ANA, BO, judge, SEED } from "#lib/git/testing/conformance";
import { unopenedCases } from "#lib/git/testing/unopened-cases";
import type { GitActor, GitProvider } from "#lib/git/types";

vi.setConfig({ testTimeout: 120_000 });

const OWNER = "ana";
const REPOSITORY = "requests";

let gitea: TestGitea;
let proxy: Server;
let provider: GitProvider;
let another: GitProvider;
const tokens = new Map<string, string>();
/** The call to cut off once, and whether Gitea gets it before. */
let cut: { call: RegExp; isTaken: boolean; answer?: number } | undefined;
/** Number of later calls that are cut off as well, as during a restart of Gitea. */
let away = 0;

beforeAll(async () => {
  gitea = await startGitea({});
  for (const { id, name, email } of [ANA, BO])
    tokens.set(id, await gitea.addUser({ login: id, name, email }));
  await gitea.call("POST", "/user/repos", { name: REPOSITORY, default_branch: "main" }, tokens.get(OWNER));
  const files = Object.entries(SEED).map(([path, content]) => ({
    operation: "create",
    path,
    content: Buffer.from(content).toString("base64"),
  }));
  const commit = { files, branch: "main", new_branch: "main", message: "First" };
  await gitea.call("POST", `/repos/${OWNER}/${REPOSITORY}/contents`, commit, tokens.get(OWNER));
  const role = { permission: "write" };
  await gitea.call("PUT", `/repos/${OWNER}/${REPOSITORY}/collaborators/${BO.id}`, role, tokens.get(OWNER));
  proxy = createServer((request, response) => void forward(request, response));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const options = {
    url: `http://127.0.0.1:${port}`,
    owner: OWNER,
    repository: REPOSITORY,
    branch: "main",
    readToken: async () => tokens.get(OWNER) ?? "",
  };
  provider = createGiteaProvider(options);
  another = createGiteaProvider(options);
}, 120_000);

beforeEach(() => {
  cut = undefined;
  away = 0;
});

afterAll(async () => {
  provider?.dispose();
  another?.dispose();
  proxy?.close();
  await gitea.stop();
});

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/", headers } = request;
  const body = await text(request);
  const lost = cut?.call.test(`${method} ${url}`) ? cut : undefined;
  if (!lost && cut === undefined && away > 0) {
    away -= 1;
    response.destroy();
    return;
  }
  if (lost) cut = undefined;
  if (lost && !lost.isTaken) {
    response.destroy();
    return;
  }
  const answer = await fetch(`${gitea.url}${url}`, {
    method,
    headers: {
      authorization: headers.authorization ?? "",
      ...(body !== "" && { "content-type": "application/json" }),
    },
    ...(body !== "" && { body }),
  });
  const content = await answer.text();
  if (lost?.answer === undefined && lost) response.destroy();
  else response.writeHead(lost?.answer ?? answer.status, { "content-type": "application/json" }).end(content);
}

function signIn(actor: GitActor): GitActor {
  return { ...actor, token: tokens.get(actor.id) };
}

let opened = 0;

function open() {
  opened += 1;
  const files = [{ path: `new-${opened}.yaml`, content: `x: ${opened}\n`, base: null }];
  const branch = `work-${opened}`;
  return provider.openPullRequest({ branch, title: "Add", body: "", message: "Add", files }, signIn(ANA));
}

const CONTENTS = /^POST .*\/contents$/;
const PULLS = /^POST .*\/pulls$/;
const REVIEWS = /^POST .*\/reviews$/;
const MERGE = /^POST .*\/merge$/;
const CLOSE = /^PATCH .*\/pulls\/\d+$/;

describe("a lost response of Gitea does not hide the outcome of", () => {
  it.each<[what: string, call: RegExp, answer: number | undefined]>([
    ["the branch of a new request", CONTENTS, undefined],
    ["the pull request of a new request", PULLS, undefined],
    ["a new request behind a proxy that returns 502", PULLS, 502],
  ])("%s", async (_what, call, answer) => {
    cut = { call, isTaken: true, ...(answer !== undefined && { answer }) };
    away = 2;
    const made = await open();
    expect(made.state).toBe("open");
    const all = await provider.listPullRequests({ state: "open" });
    expect(all.filter(({ branch }) => branch === made.branch)).toHaveLength(1);
  });

  it("an approval and a merge, also behind a proxy that returns 504", async () => {
    for (const answer of [undefined, 504]) {
      const lost = answer === undefined ? {} : { answer };
      const { number } = await open();
      cut = { call: REVIEWS, isTaken: true, ...lost };
      away = 2;
      const approved = await provider.approve(number, signIn(BO), await judge(provider, number));
      expect(approved.reviews.map(({ verdict }) => verdict)).toEqual(["approved"]);
      const judged = await judge(provider, number);
      cut = { call: MERGE, isTaken: true, ...lost };
      away = 2;
      expect((await provider.merge(number, signIn(BO), judged)).state).toBe("merged");
    }
  });

  it.each<[what: string, call: RegExp]>([
    ["the commit of an amendment", CONTENTS],
    ["the new description of an amendment", CLOSE],
  ])("%s", async (_what, call) => {
    const { number, branch, headCommit: head } = await open();
    const path = `new-${opened}.yaml`;
    const base = (await provider.readFile(path, head))?.blob ?? null;
    const files = [{ path, content: "x: amended\n", base }];
    cut = { call, isTaken: true };
    away = 2;
    const input = { head, body: "Amended", message: "Amend", files };
    const amended = await provider.amendPullRequest(number, input, signIn(ANA));
    expect(amended.body).toBe("Amended");
    expect(await provider.headCommit(branch)).toBe(amended.headCommit);
    expect((await provider.readFile(path, branch))?.content).toBe("x: amended\n");
  });

  it("a closing", async () => {
    const { number } = await open();
    cut = { call: CLOSE, isTaken: true };
    away = 2;
    expect((await provider.close(number, signIn(ANA))).state).toBe("closed");
  });
});

it("a merge that does not reach Gitea is reported as not merged and can be retried", async () => {
  const { number } = await open();
  const judged = await judge(provider, number);
  cut = { call: MERGE, isTaken: false };
  await expect(provider.merge(number, signIn(BO), judged)).rejects.toMatchObject({
    code: "git-unavailable",
    detail: expect.stringContaining("was not merged"),
  });
  expect((await provider.merge(number, signIn(BO), judged)).state).toBe("merged");
});

it("a merge with an unknown outcome is reported as outcome-unknown", async () => {
  const { number } = await open();
  const judged = await judge(provider, number);
  cut = { call: MERGE, isTaken: true };
  away = Number.POSITIVE_INFINITY;
  await expect(provider.merge(number, signIn(BO), judged)).rejects.toMatchObject({ code: "outcome-unknown" });
  away = 0;
  expect((await provider.getPullRequest(number))?.state).toBe("merged");
});

describe.each<[by: string, sign: (actor: GitActor) => GitActor]>([
  ["a signed-in person", signIn],
  ["the portal's account", (actor) => actor],
])("after a portal stopped before it opened the pull request with %s", (by, sign) => {
  it.each(unopenedCases.map((one, index) => ({ ...one, branch: `${by.length}-${index}` })))(
    "$name",
    async ({ run, branch }) => {
      const interrupt = () => {
        cut = { call: PULLS, isTaken: false };
        away = Number.POSITIVE_INFINITY;
      };
      const resume = () => {
        away = 0;
      };
      await run({ provider, another, ana: sign(ANA), bo: sign(BO), interrupt, resume }, branch);
    },
  );
});
