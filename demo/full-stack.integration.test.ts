import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { makeGiteaHost } from "#demo/full-stack";
import { launchControlPlane } from "#demo/local-stack/control-plane";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { PORTAL_USER } from "#demo/people";
import { applyWhenServed, readManifests } from "#demo/platform/apply";
import { type Cluster, openCluster } from "#demo/platform/cluster";
import { mergeObject, readObject } from "#demo/platform/objects";
import type { RequestHost } from "#demo/request-host";
import { createGiteaProvider } from "#lib/git/gitea/provider";
import type { GitActor, GitProvider } from "#lib/git/types";

/** The first run may have to build the programs. */
const BUILD = 1_800_000;
const WAIT = { timeout: 60_000, interval: 100 };
const SLOW = 200_000;
const APPLICATION = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/platform-requests";
const REPOSITORY = "/repos/demo/platform-requests";

const portalGit = z.object({
  url: z.string(),
  owner: z.string(),
  repository: z.string(),
  branch: z.string(),
  token: z.string(),
});
const applicationStatus = z.object({
  sync: z.object({ status: z.string() }).optional(),
  health: z.object({ status: z.string() }).optional(),
  conditions: z.array(z.object({ message: z.string() })).default([]),
  resources: z.array(z.object({ name: z.string(), status: z.string() })).default([]),
});

let stack: StackBase;
let host: RequestHost;
let git: GitProvider;
let admin: Cluster;
/** For each user, a client with the user's permissions in the cluster. */
const clients = new Map<string, Cluster>();

beforeAll(async () => {
  stack = openStack();
  const [controlPlane, made] = await Promise.all([
    launchControlPlane(stack),
    makeGiteaHost(stack, "http://127.0.0.1:3000"),
  ]);
  host = made;
  const { kubeconfig, apiServer, addUser } = controlPlane;
  admin = await openCluster(kubeconfig);
  for (const object of [
    ...(await readManifests("cluster-setup.yaml")),
    ...(await readManifests("crds/feature-flag.yaml")),
  ])
    await applyWhenServed(admin, object, stack.signal);
  const argocd = host.parts.find(([name]) => name === "Argo CD");
  await argocd?.[1]({ ...stack, kubeconfig, apiServer });
  clients.set(PORTAL_USER, await openCluster(await addUser(PORTAL_USER)));
  clients.set("bo", await openCluster(await addUser("bo", ["demo:approvers"])));
  clients.set("ana", await openCluster(await addUser("ana", ["demo:developers"])));
  const { token, ...settings } = portalGit.parse(JSON.parse(host.settings.VITRINE_GIT ?? ""));
  git = createGiteaProvider({ ...settings, readToken: async () => token });
}, BUILD);

afterAll(async () => {
  git?.dispose();
  await stack?.close();
}, SLOW);

function actor(login: "ana" | "bo"): GitActor {
  return { id: login, name: login, email: `${login}@demo.vitrine.dev`, token: host.people?.[login].token };
}

const pathOf = (name: string) => `local/team-a/flags/${name}.yaml`;
const flag = (name: string) => `apiVersion: demo.vitrine.dev/v1
kind: FeatureFlag
metadata: {name: ${name}, namespace: team-a}
spec: {description: The new checkout}
`;

/** Ana requests a change; Bo approves and merges it. Without content, the change removes the file. */
async function merge(name: string, content: string | null): Promise<void> {
  const base = (await git.readFile(pathOf(name)))?.blob ?? null;
  const files = [{ path: pathOf(name), content, base }];
  const title = `${content === null ? "Remove" : "Add"} ${name}`;
  const input = { branch: title.toLowerCase().replace(" ", "/"), title, body: "", message: title, files };
  const { number, headCommit: head } = await git.openPullRequest(input, actor("ana"));
  await git.approve(number, actor("bo"), { head });
  expect(await git.merge(number, actor("bo"), { head })).toMatchObject({ state: "merged" });
}

const readFlag = (name: string) =>
  readObject(admin, `/apis/demo.vitrine.dev/v1/namespaces/team-a/featureflags/${name}`);

async function readApplication() {
  return applicationStatus.parse((await readObject(admin, APPLICATION))?.status ?? {});
}

function commitToMain(login: string, token: string | undefined): Promise<unknown> {
  const content = Buffer.from("by hand\n").toString("base64");
  const file = { content, branch: "main", message: "By hand" };
  return host.gitea?.call("POST", `${REPOSITORY}/contents/${login}.txt`, file, token) ?? Promise.reject();
}

describe("repository rules", () => {
  it.each<[string, () => string | undefined]>([
    ["a developer", () => host.people?.ana.token],
    ["an approver", () => host.people?.bo.token],
    ["the portal", () => portalGit.parse(JSON.parse(host.settings.VITRINE_GIT ?? "")).token],
  ])("do not allow %s to push to main", async (who, token) => {
    await expect(commitToMain(who.replace(" ", "-"), token())).rejects.toThrow(/403/);
  });

  it("allow the maintainer to change a file by hand", async () => {
    await commitToMain("maintainer", host.maintainer?.token);
    expect(await git.readFile("maintainer.txt")).toMatchObject({ content: "by hand\n" });
  });

  it("require an approval for a merge, and count only that of an approver", async () => {
    const files = [{ path: "README.txt", content: "x\n", base: null }];
    const input = { branch: "rules", title: "Rules", body: "", message: "Rules", files };
    const { number, headCommit: head } = await git.openPullRequest(input, actor("bo"));
    await expect(git.merge(number, actor("bo"), { head })).rejects.toMatchObject({ code: "forbidden" });
    const { reviews } = await git.approve(number, actor("ana"), { head });
    expect(reviews).toMatchObject([{ verdict: "commented" }]);
    await expect(git.merge(number, actor("ana"), { head })).rejects.toMatchObject({ code: "forbidden" });
    await git.close(number, actor("bo"));
  });

  it("hide the repository from people without an account", async () => {
    const answer = await fetch(`${host.gitea?.url}/api/v1${REPOSITORY}`);
    expect(answer.status).toBe(404);
  });
});

/** The tests run in order: each continues from the state that the previous one left. */
describe("Argo CD", () => {
  it(
    "applies merged files and ignores fields that the cluster sets",
    async () => {
      await merge("checkout", flag("checkout"));
      await vi.waitFor(async () => {
        expect(await readApplication()).toEqual({
          sync: { status: "Synced" },
          health: { status: "Healthy" },
          conditions: [],
          resources: [{ name: "checkout", status: "Synced" }],
        });
      }, WAIT);
      expect(await readFlag("checkout")).toMatchObject({ spec: { enabled: false } });
    },
    SLOW,
  );

  it(
    "applies the other files while a kind is not served, and recovers",
    async () => {
      await merge("early", flag("early").replace("FeatureFlag", "NoSuchFlag"));
      await merge("dark-mode", flag("dark-mode"));
      await vi.waitFor(async () => expect(await readFlag("dark-mode")).toBeDefined(), WAIT);
      await merge("early", null);
      await vi.waitFor(async () => {
        expect((await readApplication()).sync).toEqual({ status: "Synced" });
      }, WAIT);
    },
    SLOW,
  );

  it(
    "removes objects without a file, including the last one",
    async () => {
      await merge("checkout", null);
      await merge("dark-mode", null);
      await vi.waitFor(async () => {
        expect(await Promise.all(["checkout", "dark-mode"].map(readFlag))).toEqual([undefined, undefined]);
        expect(await readApplication()).toMatchObject({ sync: { status: "Synced" }, resources: [] });
      }, WAIT);
    },
    SLOW,
  );

  const refresh = { metadata: { annotations: { "argocd.argoproj.io/refresh": "normal" } } };
  it.each([
    ["allows the portal to refresh it", PORTAL_USER, refresh, "done"],
    ["allows an approver to refresh it", "bo", refresh, "done"],
    ["does not allow a developer to refresh it", "ana", refresh, "forbidden"],
    ["refuses another repository", "bo", { spec: { source: { repoURL: "x" } } }, "change nothing else"],
    [
      "refuses another annotation",
      PORTAL_USER,
      { metadata: { annotations: { x: "y" } } },
      "change nothing else",
    ],
    [
      "refuses a sync of another revision",
      "bo",
      { operation: { sync: { revision: "x" } } },
      "change nothing else",
    ],
  ])("%s", async (_reason, user, patch, expected) => {
    const client = clients.get(user);
    expect(client).toBeDefined();
    const said = client && mergeObject(client, APPLICATION, patch).then(() => "done", String);
    expect(await said).toContain(expected);
  });
});
