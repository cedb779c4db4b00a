/** Hosts deliver webhooks to a portal that does not poll: it sees a change of another process at once. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startGitea } from "#demo/local-stack/testing/test-gitea";
import { startStandIn as startGitHub } from "#demo/stand-ins/github/testing/test-stand-in";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { startStandIn as startGitLab } from "#demo/stand-ins/gitlab/testing/test-stand-in";
import type { ConfiguredGit } from "#lib/config/git";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import { createGitHubProvider } from "#lib/git/github/provider";
import { createGitLabProvider } from "#lib/git/gitlab/provider";
import { ANA, BO, judge, SEED } from "#lib/git/testing/conformance";
import type { GitActor, GitProvider } from "#lib/git/types";
import { LIMITS } from "#lib/manifest/limits";
import { handleSigned } from "#lib/server/http/route";
import { receiveWebhook } from "#lib/server/http/webhook";
import type { PortalRepository } from "#lib/server/portal";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const NAME = "requests";
const SECRET = "a secret of this test";
const SIGNING_TOKEN = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const HOUR = 3_600_000;
/** Usually a second; the processors of a test run can be busy. The next poll would be an hour later. */
const SEEN_MILLISECONDS = 10_000;

/** A host with a webhook to the receiver. */
interface Host {
  /** As in a portal that polls once an hour. */
  provider: GitProvider;
  /** As in another portal. */
  another: GitProvider;
  configured: ConfiguredGit;
  sign(actor: GitActor): GitActor;
  close(): Promise<void>;
}

let receiver: Server;
let repositories: Pick<PortalRepository, "git" | "configured">[] = [];
/** The statuses of the answers to deliveries. */
let answers: number[] = [];

const POST = handleSigned("POST /api/v1/webhooks/{repository}", (request, { repository }) =>
  receiveWebhook({ repositories: repositories as PortalRepository[] }, repository, request),
);

beforeAll(async () => {
  vi.stubEnv("VITRINE_URL", "http://portal.test");
  vi.stubEnv("VITRINE_SECRET", "0123456789abcdef0123456789abcdef");
  vi.stubEnv("LOG_LEVEL", "silent");
  receiver = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  receiver.close();
  vi.unstubAllEnvs();
});

afterEach(() => {
  answers = [];
});

const addressOf = (name = NAME) => {
  const { port } = receiver.address() as AddressInfo;
  return `http://127.0.0.1:${port}/api/v1/webhooks/${name}`;
};

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers } = request;
  const body = await buffer(request);
  const sent = new NextRequest(`http://portal.test${url}`, {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: new Uint8Array(body),
  });
  const answer = await POST(sent, { params: Promise.resolve({ repository: url.split("/").at(-1) ?? "" }) });
  answers.push(answer.status);
  response.writeHead(answer.status).end(await answer.text());
}

async function openGitea(): Promise<Host> {
  const gitea = await startGitea({ webhook: { ALLOWED_HOST_LIST: "loopback" } });
  const tokens = new Map<string, string>();
  for (const { id, name, email } of [ANA, BO])
    tokens.set(id, await gitea.addUser({ login: id, name, email }));
  const own = tokens.get(ANA.id) ?? "";
  await gitea.call("POST", "/user/repos", { name: NAME, default_branch: "main" }, own);
  const root = `/repos/${ANA.id}/${NAME}`;
  const files = Object.entries(SEED).map(([path, content]) => ({
    operation: "create",
    path,
    content: Buffer.from(content).toString("base64"),
  }));
  const commit = { files, branch: "main", new_branch: "main", message: "First" };
  const config = { url: addressOf(), content_type: "json", secret: SECRET };
  const events = ["push", "pull_request", "pull_request_review_approved", "pull_request_review_rejected"];
  await gitea.call("POST", `${root}/hooks`, { type: "gitea", active: true, config, events }, own);
  await gitea.call("POST", `${root}/contents`, commit, own);
  // Gitea delivers the first push a moment later; until then the receiver has no repository.
  await vi.waitFor(() => expect(answers).toEqual([404]), { timeout: 20_000 });
  await gitea.call("PUT", `${root}/collaborators/${BO.id}`, { permission: "write" }, own);
  const options = { url: gitea.url, owner: ANA.id, repository: NAME, branch: "main" };
  const readToken = async () => own;
  return {
    provider: createGiteaProvider({ ...options, readToken, watchIntervalMs: HOUR }),
    another: createGiteaProvider({ ...options, readToken }),
    configured: { ...options, provider: "gitea", token: own, webhookSecret: SECRET },
    sign: (actor) => ({ ...actor, token: tokens.get(actor.id) }),
    close: gitea.stop,
  };
}

async function openGitHub(): Promise<Host> {
  const role = "write" as const;
  const people = [ANA, BO].map(({ id, name, email }) => ({ login: id, name, email, role }));
  const events = ["push", "pull_request", "pull_request_review"] as const;
  const webhooks = [{ url: addressOf(), secret: SECRET, events }];
  const standIn = await startGitHub({ files: SEED, people, webhooks });
  const { url, owner, repository, tokens } = standIn;
  const options = { url, owner, repository, branch: "main" };
  const readToken = async () => tokens[ANA.id] ?? "";
  return {
    provider: createGitHubProvider({ ...options, readToken, watchIntervalMs: HOUR }),
    another: createGitHubProvider({ ...options, readToken }),
    configured: { ...options, provider: "github", token: "x", webhookSecret: SECRET },
    sign: (actor) => ({ ...actor, token: tokens[actor.id] }),
    close: standIn.close,
  };
}

async function openGitLab(key: { token: string } | { signingToken: string }, secret: string): Promise<Host> {
  const level = LEVELS.developer;
  const people = [ANA, BO].map(({ id, name, email }) => ({ username: id, name, email, level }));
  const webhooks = [{ url: addressOf(), ...key, events: ["push", "merge_request", "note"] as const }];
  const standIn = await startGitLab({ files: SEED, people, webhooks });
  const { url, project, tokens } = standIn;
  const options = { url, project, branch: "main" };
  const readToken = async () => tokens[ANA.id] ?? "";
  return {
    provider: createGitLabProvider({ ...options, readToken, watchIntervalMs: HOUR }),
    another: createGitLabProvider({ ...options, readToken }),
    configured: { ...options, provider: "gitlab", token: "x", webhookSecret: secret },
    sign: (actor) => ({ ...actor, token: tokens[actor.id] }),
    close: standIn.close,
  };
}

describe.each<[host: string, start: () => Promise<Host>]>([
  ["Gitea", openGitea],
  ["GitHub", openGitHub],
  ["GitLab with a secret token", () => openGitLab({ token: SECRET }, SECRET)],
  ["GitLab with a signing token", () => openGitLab({ signingToken: SIGNING_TOKEN }, SIGNING_TOKEN)],
])("%s", (name, start) => {
  let host: Host;
  const listener = vi.fn();

  beforeAll(async () => {
    repositories = [];
    answers = [];
    host = await start();
    repositories = [{ git: host.provider, configured: host.configured }];
    host.provider.subscribe(listener);
    // The first look.
    await vi.waitFor(() => expect(listener).toHaveBeenCalled(), { timeout: 20_000, interval: 20 });
  });

  afterAll(async () => {
    host.provider.dispose();
    host.another.dispose();
    await host.close();
  });

  /** Waits until a notification after which the portal has the request in that state. */
  async function see(number: number, state: string): Promise<void> {
    await vi.waitFor(
      async () => {
        expect(listener).toHaveBeenCalled();
        const found = await host.provider.listPullRequests();
        expect(found.find((one) => one.number === number)?.state).toBe(state);
      },
      { timeout: SEEN_MILLISECONDS, interval: 20 },
    );
  }

  it("gets no look for deliveries without its signature, or to another address", async () => {
    const look = vi.spyOn(host.provider, "lookNow");
    const send = (headers: Record<string, string>, name?: string, body = "{}") =>
      fetch(addressOf(name), { method: "POST", headers, body });
    const tooLarge = "x".repeat(LIMITS.bodyBytes + 1);
    const statuses = await Promise.all([
      send({}),
      send({ "x-hub-signature-256": "sha256=00", "x-gitea-signature": "00", "x-gitlab-token": "wrong" }),
      send({}, "other"),
      send({}, NAME, tooLarge),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 404, 422]);
    expect(look).not.toHaveBeenCalled();
    look.mockRestore();
  });

  it("tells the portal of a request that another process opened and merged, without a poll", async () => {
    const { another, sign } = host;
    listener.mockClear();
    const files = [{ path: "x.yaml", content: "x\n", base: null }];
    const input = { branch: "work", title: "Add", body: "", message: "Add", files };
    const { number } = await another.openPullRequest(input, sign(ANA));
    await see(number, "open");
    // A delivery for the branch and one for the pull request.
    await vi.waitFor(() => expect(answers.length).toBeGreaterThanOrEqual(2), { timeout: SEEN_MILLISECONDS });
    const judged = await judge(another, number);
    listener.mockClear();
    await another.merge(number, sign(BO), judged);
    const merged = performance.now();
    await see(number, "merged");
    console.log(`${name}: a merge is seen after ${Math.round(performance.now() - merged)} ms`);
    expect(new Set(answers)).toEqual(new Set([202]));
  });
});

it("a repository without a secret for webhooks is no address", async () => {
  const lookNow = vi.fn();
  const configured = {
    provider: "gitea" as const,
    url: "http://x",
    owner: "a",
    repository: NAME,
    branch: "b",
  };
  const git = { repository: { name: NAME }, lookNow } as unknown as GitProvider;
  repositories = [{ git, configured }];
  const [known, unknown] = await Promise.all(
    [NAME, "other"].map(async (name) => {
      const answer = await fetch(addressOf(name), { method: "POST", body: "{}" });
      return (await answer.text()).replaceAll(name, "").replace(/"requestId":"[^"]*"/, "");
    }),
  );
  expect(known).toBe(unknown);
  expect(answers).toEqual([404, 404]);
  expect(lookNow).not.toHaveBeenCalled();
});
