import "server-only";
import type { DiagnosticCheck } from "#lib/api/types";
import { type ConfiguredGit, describePlace, repositoryName } from "#lib/config/git";
import { hasSecret } from "#lib/config/secret";
import type { RepositoryAccess } from "#lib/git/types";
import { describeFailure, fail, leaveOpen, pass } from "#lib/server/diagnostics/check";
import type { PortalRepository } from "#lib/server/portal";

const DAY = 24 * 3_600_000;
/** A token that ends sooner is a warning. */
const TOKEN_DAYS = 14;
/** Less than this part of a quota is a warning. */
const SCARCE = 0.1;

const REACHABLE = { id: "reachable", title: "Repository reachable" };

const DOCS = {
  local: "git-hosts/embedded.md",
  gitea: "git-hosts/gitea.md",
  github: "git-hosts/github.md",
  gitlab: "git-hosts/gitlab.md",
};

/** Nothing can be requested without a repository. */
export function checkNoRepository(): DiagnosticCheck[] {
  return [
    fail(
      { id: "configured", title: "Repository configured" },
      "failed",
      "No Git repository is configured, so nothing can be requested.",
      {
        text: "Name the repository in the configuration, then start the portal again.",
        code: [
          "git:",
          "  provider: github",
          "  owner: acme",
          "  repository: requests",
          "  branch: main",
          "  tokenFile: /etc/vitrine/git-token",
        ].join("\n"),
        docs: "configuration.md",
      },
    ),
  ];
}

/** Whether the portal can open pull requests in a repository, asked without a write. */
export async function checkRepository(
  { git, configured }: Pick<PortalRepository, "git" | "configured">,
  url: string,
): Promise<DiagnosticCheck[]> {
  const docs = DOCS[configured.provider];
  try {
    const access = await git.describeAccess();
    return [
      pass(REACHABLE, `The portal reads ${describePlace(configured)}.`),
      checkBranch(access, configured),
      checkPush(access, configured),
      ...(configured.provider === "local" ? [] : [checkProtection(access, configured)]),
      ...checkQuotas(access, docs),
      ...checkToken(access, docs),
      ...checkWebhook(access, configured, url),
    ];
  } catch (error) {
    const { found, fix } = describeFailure(error);
    const text = fix?.text ?? "Check the address, the name and the token of the repository.";
    return [fail(REACHABLE, "failed", found, { text, docs })];
  }
}

function checkBranch({ hasBranch }: RepositoryAccess, configured: ConfiguredGit): DiagnosticCheck {
  const name = { id: "branch", title: "Target branch" };
  const { branch } = configured;
  if (hasBranch) return pass(name, `The branch ${branch} exists.`);
  return fail(name, "failed", `The repository has no branch ${branch}.`, {
    text: "Push a first commit to the branch, or name another branch in the configuration.",
    code: `git commit --allow-empty -m "Begin"\ngit push origin HEAD:${branch}`,
    docs: DOCS[configured.provider],
  });
}

function checkPush({ missing }: RepositoryAccess, configured: ConfiguredGit): DiagnosticCheck {
  const name = { id: "push", title: "Permission to open pull requests" };
  const docs = DOCS[configured.provider];
  if (!missing)
    return leaveOpen(name, "The host does not say what the portal's account may do. A request will show it.");
  if (missing.length === 0)
    return pass(name, "The portal's account may push branches and open pull requests.");
  return fail(name, "failed", `The portal's account lacks ${missing.join(" and ")}.`, {
    text: "Give the account this access at the Git host.",
    docs,
  });
}

function checkProtection({ isProtected }: RepositoryAccess, configured: ConfiguredGit): DiagnosticCheck {
  const name = { id: "protection", title: "Target branch protected" };
  const { branch } = configured;
  if (isProtected === undefined)
    return leaveOpen(name, `The host does not say whether ${branch} is protected.`);
  if (isProtected) return pass(name, `The host protects the branch ${branch}.`);
  const found = `The host does not protect the branch ${branch}. Everybody who can push can change it without a review.`;
  return fail(name, "warning", found, {
    text: "Protect the branch at the Git host, and require an approval.",
    docs: DOCS[configured.provider],
  });
}

function checkQuotas({ quotas }: RepositoryAccess, docs: string): DiagnosticCheck[] {
  if (quotas.length === 0) return [];
  const name = { id: "quota", title: "Calls left at the Git host" };
  const found = quotas
    .map(
      (quota) =>
        `${quota.name || "all calls"}: ${quota.remaining} of ${quota.limit} left until ${quota.resetsAt}`,
    )
    .join("; ");
  const isScarce = quotas.some(({ remaining, limit }) => remaining < limit * SCARCE);
  if (!isScarce) return [pass(name, found)];
  const text =
    "Configure a webhook, so that the portal polls less, or use a GitHub App, which has its own quota.";
  return [fail(name, "warning", found, { text, docs })];
}

function checkToken({ tokenExpiresAt }: RepositoryAccess, docs: string): DiagnosticCheck[] {
  if (tokenExpiresAt === undefined) return [];
  const name = { id: "token", title: "Token of the portal" };
  const days = Math.floor((Date.parse(tokenExpiresAt) - Date.now()) / DAY);
  const found = `The token ends at ${tokenExpiresAt}.`;
  if (days >= TOKEN_DAYS) return [pass(name, found)];
  return [fail(name, "warning", found, { text: "Replace the token before it ends.", docs })];
}

function checkWebhook(
  { deliveredAt }: RepositoryAccess,
  configured: ConfiguredGit,
  url: string,
): DiagnosticCheck[] {
  if (configured.provider === "local") return [];
  const name = { id: "webhook", title: "Webhook" };
  if (!hasSecret(configured, "webhookSecret"))
    return [pass(name, "No webhook is configured. The portal polls, so changes can show some seconds late.")];
  if (deliveredAt !== undefined) return [pass(name, `The last delivery arrived at ${deliveredAt}.`)];
  const found = "No delivery has arrived since this process started.";
  return [
    leaveOpen(name, found, {
      text: "If the host has no webhook yet, add one with this address and the configured secret.",
      code: `${url}/api/v1/webhooks/${encodeURIComponent(repositoryName(configured))}`,
      docs: DOCS[configured.provider],
    }),
  ];
}
