/** Where the demo's requests go and what applies them: by default a bare repository and a sync loop of ours. */
import { randomBytes } from "node:crypto";
import type { Gitea } from "#demo/local-stack/parts/gitea";
import { startGitSync } from "#demo/local-stack/parts/sync/sync";
import { BRANCH, makeRepository } from "#demo/local-stack/repository";
import type { StackBase } from "#demo/local-stack/stack";
import type { StartPart } from "#demo/local-stack/types";
import { STATUS } from "#demo/parts-board";
import { ANA, BO, GUEST, PIA } from "#demo/people";
import type { GiteaAccount, GiteaSeed } from "#demo/platform/gitea";
import { type GitHubStandIn, startGitHubStandIn } from "#demo/stand-ins/github/server";
import type { PersonInput } from "#demo/stand-ins/github/state/state";
import type { Protection } from "#demo/stand-ins/github/state/types";
import { type GitLabStandIn, startGitLabStandIn } from "#demo/stand-ins/gitlab/server";
import { LEVELS } from "#demo/stand-ins/gitlab/state/types";
import { describeWebhook } from "#demo/webhook";

export type NamedPart = readonly [name: string, start: StartPart];

export interface RequestHost {
  /** What `git clone` takes. */
  repository: string;
  /** Bearer token for the HTTP API, as Bo. */
  token: string;
  /** What the portal is told of it, and of who may sign in; names as lib/config/settings.ts reads them. */
  settings: Record<string, string>;
  /** What applies requests, and what else comes with it; started once there is a cluster. */
  parts: readonly NamedPart[];
  /** Where it is Gitea. */
  gitea?: Gitea;
  people?: GiteaSeed["people"];
  maintainer?: GiteaAccount;
  /** Where it is a stand-in. */
  standIn?: StandIn;
}

/** A program of ours in place of a Git host, where people sign in too. `host` is the product that it replaces. */
export type StandIn = ({ host: "GitHub" } & GitHubStandIn) | ({ host: "GitLab" } & GitLabStandIn);

/** A bare repository in the stack's folder, and people who sign in by a button. */
export async function makeEmbeddedHost(base: StackBase): Promise<RequestHost> {
  const repository = await makeRepository(base);
  const token = randomBytes(24).toString("hex");
  const git = { provider: "local", path: repository, name: "platform-requests", branch: BRANCH };
  const settings = {
    VITRINE_GIT: JSON.stringify(git),
    VITRINE_GUEST: JSON.stringify(GUEST),
    VITRINE_DEMO_PEOPLE: JSON.stringify([ANA, BO, PIA]),
    VITRINE_DEMO_TOKEN: JSON.stringify({ ...BO, token }),
    VITRINE_SYNC_REPORT: JSON.stringify({ namespace: STATUS.namespace, name: "sync" }),
  };
  return { repository, token, settings, parts: [["Git sync", startGitSync(repository)]] };
}

const GITHUB = "GitHub stand-in";
const ORGANIZATION = "demo";
const NAME = "platform-requests";
/** The portal's own account: it opens pull requests, and neither approves nor merges. */
const PORTAL = {
  login: "vitrine",
  name: "Vitrine",
  email: "vitrine@demo.vitrine.dev",
  role: "write",
} as const;
/** Teams become the groups of the person: `demo:developers`. */
const GITHUB_PEOPLE: readonly PersonInput[] = [
  { login: ANA.user, name: ANA.name, email: ANA.email, role: "write", teams: ["developers"] },
  { login: BO.user, name: BO.name, email: BO.email, role: "write", teams: ["developers", "approvers"] },
  { login: "maintainer", name: "Maintainer", email: "maintainer@demo.vitrine.dev", role: "admin" },
  PORTAL,
];
/** Bo approves and merges; the maintainer, an administrator, pushes to the branch itself. */
const PROTECTION: Protection = {
  reviews: { count: 1, dismissStale: true },
  pushers: [BO.user],
};

/**
 * A stand-in for GitHub with the repository of requests and the people who sign in there. `portalUrl` is the address
 * that they come back to after they signed in.
 */
export async function makeGitHubHost(base: StackBase, portalUrl: string): Promise<RequestHost> {
  base.report(GITHUB, "starting", "Starting the stand-in for GitHub");
  const path = await makeRepository(base);
  const standIn = await startGitHubStandIn({
    owner: ORGANIZATION,
    repository: NAME,
    path,
    people: GITHUB_PEOPLE,
    settings: { defaultBranch: BRANCH },
    callbacks: [`${portalUrl}/api/auth/callback/github`],
  });
  base.onClose(standIn.close);
  standIn.state.protections.set(BRANCH, PROTECTION);
  base.report(GITHUB, "ready", standIn.url);
  const { url } = standIn;
  const { clientId, clientSecret } = standIn.oauthApp;
  const token = standIn.issueToken(BO.user, { metadata: "read", contents: "write", pull_requests: "write" });
  // As docs/git-hosts/github.md says.
  const portalToken = standIn.issueToken(PORTAL.login, {
    metadata: "read",
    contents: "write",
    pull_requests: "write",
  });
  const git = { provider: "github", url, owner: ORGANIZATION, repository: NAME, branch: BRANCH };
  const settings = {
    VITRINE_GIT: JSON.stringify({ ...git, token: portalToken }),
    VITRINE_SIGN_IN: JSON.stringify({
      provider: "github",
      url,
      clientId,
      clientSecret,
      name: "GitHub (stand-in)",
    }),
    VITRINE_SYNC_REPORT: JSON.stringify({ namespace: STATUS.namespace, name: "sync" }),
  };
  const clone = new URL(`${url}/${ORGANIZATION}/${NAME}.git`);
  Object.assign(clone, { username: BO.user, password: token });
  return {
    repository: clone.href,
    token,
    settings,
    parts: [["Git sync", startGitSync(path)]],
    standIn: { host: "GitHub", ...standIn },
  };
}

const GITLAB = "GitLab stand-in";
const GROUP = "demo";
/** Groups become the groups of the person: `demo/developers`. */
const GITLAB_PEOPLE: Parameters<typeof startGitLabStandIn>[0]["people"] = [
  {
    username: ANA.user,
    name: ANA.name,
    email: ANA.email,
    level: LEVELS.developer,
    groups: ["demo/developers"],
  },
  {
    username: BO.user,
    name: BO.name,
    email: BO.email,
    level: LEVELS.developer,
    groups: ["demo/developers", "demo/approvers"],
  },
  {
    username: "maintainer",
    name: "Maintainer",
    email: "maintainer@demo.vitrine.dev",
    level: LEVELS.maintainer,
  },
  { username: PORTAL.login, name: PORTAL.name, email: PORTAL.email, level: LEVELS.developer },
];

/**
 * A stand-in for GitLab, as `makeGitHubHost` has one for GitHub. Bo approves and merges; the maintainer pushes to the
 * branch itself.
 */
export async function makeGitLabHost(base: StackBase, portalUrl: string): Promise<RequestHost> {
  base.report(GITLAB, "starting", "Starting the stand-in for GitLab");
  const path = await makeRepository(base);
  const webhook = describeWebhook(portalUrl, NAME);
  const standIn = await startGitLabStandIn({
    group: GROUP,
    project: NAME,
    path,
    people: GITLAB_PEOPLE,
    settings: { defaultBranch: BRANCH, approvalsRequired: 1 },
    callbacks: ["", "/account"].map((path) => `${portalUrl}/api/auth/callback/gitlab${path}`),
    webhooks: [{ url: webhook.url, token: webhook.secret, events: ["push", "merge_request", "note"] }],
  });
  base.onClose(standIn.close);
  standIn.state.protections.set(BRANCH, {
    push: [{ level: LEVELS.maintainer }],
    merge: [{ username: BO.user }],
  });
  base.report(GITLAB, "ready", standIn.url);
  const { url, project, application } = standIn;
  const token = standIn.issueToken(BO.user);
  const settings = {
    VITRINE_GIT: JSON.stringify({
      provider: "gitlab",
      url,
      project,
      branch: BRANCH,
      token: standIn.issueToken(PORTAL.login),
      webhookSecret: webhook.secret,
    }),
    VITRINE_SIGN_IN: JSON.stringify({
      provider: "gitlab",
      url,
      clientId: application.clientId,
      clientSecret: application.clientSecret,
      name: "GitLab (stand-in)",
    }),
    VITRINE_SYNC_REPORT: JSON.stringify({ namespace: STATUS.namespace, name: "sync" }),
  };
  const clone = new URL(`${url}/${project}.git`);
  Object.assign(clone, { username: BO.user, password: token });
  return {
    repository: clone.href,
    token,
    settings,
    parts: [["Git sync", startGitSync(path)]],
    standIn: { host: "GitLab", ...standIn },
  };
}
