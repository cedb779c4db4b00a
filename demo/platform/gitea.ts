/** What a platform team has in Gitea: the repository of requests, its rules, and who may do what with it. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Gitea } from "#demo/local-stack/parts/gitea";
import { BRANCH, FIRST_COMMIT, README } from "#demo/local-stack/repository";
import { ANA, BO } from "#demo/people";
import { type DemoWebhook, describeWebhook } from "#demo/webhook";

export const ORGANISATION = "demo";
export const REPOSITORY = "platform-requests";
const ROOT = `/repos/${ORGANISATION}/${REPOSITORY}`;

/** Someone with an account in Gitea. */
export interface GiteaAccount {
  login: string;
  password: string;
  /** Acts as them in Gitea's HTTP API, and in the portal's. */
  token: string;
}

export interface GiteaSeed {
  /** What `git clone` takes. */
  repository: string;
  people: { ana: GiteaAccount; bo: GiteaAccount };
  /** Alone may push to the branch itself, for changes by hand. */
  maintainer: GiteaAccount;
  /** The portal's own account. */
  portal: GiteaAccount;
  /** Only reads. */
  argocd: GiteaAccount;
  /** The portal's OAuth2 application. */
  application: { clientId: string; clientSecret: string };
  webhook: DemoWebhook;
}

interface Account {
  login: string;
  name: string;
  email: string;
  /** Of its token: https://docs.gitea.com/development/oauth2-provider#scopes */
  scopes: string[];
}

const PERSON = ["write:repository", "write:issue", "read:user", "read:organization"];
const ACCOUNTS = {
  ana: { login: ANA.user, name: ANA.name, email: ANA.email, scopes: PERSON },
  bo: { login: BO.user, name: BO.name, email: BO.email, scopes: PERSON },
  maintainer: describeMachine("maintainer", "Maintainer", ["write:repository"]),
  // As docs/configuration.md says.
  portal: describeMachine("vitrine", "Vitrine", ["write:repository", "read:issue", "read:user"]),
  argocd: describeMachine("argocd", "Argo CD", ["read:repository"]),
};

const WRITE = { "repo.code": "write", "repo.pulls": "write", "repo.issues": "write" };
const TEAMS = [
  { name: "developers", units: WRITE, members: [ANA.user, BO.user] },
  { name: "approvers", units: WRITE, members: [BO.user] },
  { name: "maintainers", units: WRITE, members: ["maintainer"] },
  // Opens branches and pull requests; it approves and merges nothing.
  { name: "portal", units: { ...WRITE, "repo.issues": "read" }, members: ["vitrine"] },
  { name: "readers", units: { "repo.code": "read" }, members: ["argocd"] },
];

const PROTECTION = {
  rule_name: BRANCH,
  enable_push: true,
  enable_push_whitelist: true,
  push_whitelist_usernames: ["maintainer"],
  required_approvals: 1,
  enable_approvals_whitelist: true,
  approvals_whitelist_teams: ["approvers"],
  enable_merge_whitelist: true,
  merge_whitelist_teams: ["approvers"],
  // What is merged is what was approved, for administrators too.
  dismiss_stale_approvals: true,
  block_on_rejected_reviews: true,
  block_admin_merge_override: true,
};

const createdTeam = z.object({ id: z.number() });
const createdApplication = z.object({ client_id: z.string().min(1), client_secret: z.string().min(1) });

function describeMachine(login: string, name: string, scopes: string[]): Account {
  return { login, name, email: `${login}@demo.vitrine.dev`, scopes };
}

/** Fills a fresh Gitea; `portalUrl` is where people come back to after they signed in. Rejects with Gitea's words. */
export async function seedGitea(gitea: Gitea, portalUrl: string): Promise<GiteaSeed> {
  const making = makeRepository(gitea);
  const [ana, bo, maintainer, portal, argocd, application] = await Promise.all([
    makeAccount(gitea, ACCOUNTS.ana),
    makeAccount(gitea, ACCOUNTS.bo),
    makeAccount(gitea, ACCOUNTS.maintainer),
    makeAccount(gitea, ACCOUNTS.portal),
    makeAccount(gitea, ACCOUNTS.argocd),
    makeApplication(gitea, portalUrl),
    making,
  ]);
  await Promise.all(TEAMS.map((team) => makeTeam(gitea, team)));
  // Names teams and people, so it comes last.
  await gitea.call("POST", `${ROOT}/branch_protections`, PROTECTION);
  const webhook = describeWebhook(portalUrl, REPOSITORY);
  await addWebhook(gitea, webhook);
  const repository = `${gitea.url}/${ORGANISATION}/${REPOSITORY}.git`;
  return { repository, people: { ana, bo }, maintainer, portal, argocd, application, webhook };
}

async function makeRepository({ call }: Gitea): Promise<void> {
  await call("POST", "/orgs", { username: ORGANISATION, full_name: "Demo" });
  const description = "What people asked the platform for";
  const settings = { name: REPOSITORY, description, private: true, default_branch: BRANCH };
  await call("POST", `/orgs/${ORGANISATION}/repos`, settings);
  await call("PATCH", ROOT, {
    default_delete_branch_after_merge: true,
    has_wiki: false,
    has_projects: false,
  });
  const content = Buffer.from(README).toString("base64");
  const files = [{ operation: "create", path: "README.md", content }];
  const author = { name: "Platform team", email: "platform@demo.vitrine.dev" };
  const commit = { files, branch: BRANCH, new_branch: BRANCH, message: FIRST_COMMIT };
  await call("POST", `${ROOT}/contents`, { ...commit, author, committer: author });
}

async function makeAccount(gitea: Gitea, account: Account): Promise<GiteaAccount> {
  const password = randomBytes(8).toString("hex");
  return { login: account.login, password, token: await gitea.addUser({ ...account, password }) };
}

async function makeTeam({ call }: Gitea, { name, units, members }: (typeof TEAMS)[number]): Promise<void> {
  const settings = { name, permission: "read", includes_all_repositories: false, units_map: units };
  const { id } = createdTeam.parse(await call("POST", `/orgs/${ORGANISATION}/teams`, settings));
  await call("PUT", `/teams/${id}${ROOT}`);
  for (const login of members) await call("PUT", `/teams/${id}/members/${login}`);
}

/** As docs/git-hosts/gitea.md says. */
async function addWebhook({ call }: Gitea, { url, secret }: DemoWebhook): Promise<void> {
  const config = { url, secret, content_type: "json" };
  const events = [
    "push",
    "pull_request",
    "pull_request_sync",
    "pull_request_review_approved",
    "pull_request_review_rejected",
    "pull_request_review_comment",
  ];
  await call("POST", `${ROOT}/hooks`, { type: "gitea", active: true, config, events });
}

async function makeApplication({ call }: Gitea, portalUrl: string): Promise<GiteaSeed["application"]> {
  const answer = await call("POST", "/user/applications/oauth2", {
    name: "Vitrine",
    redirect_uris: ["", "/account"].map((path) => `${portalUrl}/api/auth/callback/gitea${path}`),
    confidential_client: true,
  });
  const { client_id: clientId, client_secret: clientSecret } = createdApplication.parse(answer);
  return { clientId, clientSecret };
}
