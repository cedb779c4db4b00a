/** The signed-in account, the App, and the repository. */
import { z } from "zod";
import {
  showAccount,
  showOrganization,
  showTeams,
  showViewer,
} from "#demo/stand-ins/github/rest/account-shape";
import {
  answerPage,
  parseBody,
  type RestAnswer,
  type RestCall,
  type RestRoute,
  requireViewer,
} from "#demo/stand-ins/github/rest/call";
import { nodeId } from "#demo/stand-ins/github/rest/links";
import { showFullRepository, showRepository } from "#demo/stand-ins/github/rest/repository-shape";
import type { Viewer } from "#demo/stand-ins/github/state/access";
import { notFound, Refusal, validationFailed } from "#demo/stand-ins/github/state/refusal";
import type { Permissions } from "#demo/stand-ins/github/state/types";

export const ACCOUNT_ROUTES: readonly RestRoute[] = [
  {
    method: "GET",
    template: "/user",
    handle: (call) => ({ status: 200, body: showViewer(call, requirePerson(call).account) }),
  },
  {
    method: "GET",
    template: "/user/teams",
    handle: (call) => {
      const { account } = requireScope(call, "read:org");
      return answerPage(call, showTeams(call, account), (team) => team);
    },
  },
  {
    method: "GET",
    template: "/user/emails",
    handle: (call) => {
      const { account } = requireScope(call, "user:email");
      const email = { email: account.email, primary: true, verified: true, visibility: "private" };
      return answerPage(call, [email], (item) => item);
    },
  },
  {
    method: "GET",
    template: "/user/orgs",
    handle: (call) => {
      const { account } = requireScope(call, "read:org");
      const isMember = account.teams.length > 0;
      return answerPage(call, isMember ? [showOrganization(call)] : [], (item) => item);
    },
  },
  {
    method: "GET",
    template: "/repos/{owner}/{repo}",
    needs: ["metadata", "read"],
    handle: (call) => {
      const viewer = call.sender.kind === "account" ? call.sender.viewer.account : undefined;
      return { status: 200, body: showFullRepository(call, viewer) };
    },
  },
  { method: "GET", template: "/app", handle: showApp },
  { method: "GET", template: "/repos/{owner}/{repo}/installation", handle: showInstallation },
  {
    method: "POST",
    template: "/app/installations/{installation_id}/access_tokens",
    handle: createInstallationToken,
  },
];

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user: not for installations */
function requirePerson(call: RestCall): Viewer {
  const viewer = requireViewer(call);
  if (viewer.token === "installation") throw new Refusal(403, "Resource not accessible by integration");
  return viewer;
}

/**
 * Scopes of OAuth tokens: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps.
 * GitHub answers 404 or 403 to a token without the scope.
 */
function requireScope(call: RestCall, scope: "read:org" | "user:email"): Viewer {
  const viewer = requirePerson(call);
  if (!viewer.scopes || viewer.scopes.some((own) => INCLUDED[scope].includes(own))) return viewer;
  if (scope === "user:email") throw notFound();
  throw new Refusal(403, "You need at least read:org scope or user scope to list your organizations.");
}

const INCLUDED: Readonly<Record<"read:org" | "user:email", readonly string[]>> = {
  "read:org": ["read:org", "write:org", "admin:org", "user"],
  "user:email": ["user:email", "user"],
};

function requireApp({ sender }: RestCall): void {
  if (sender.kind === "app") return;
  throw new Refusal(401, "A JSON web token could not be decoded");
}

function showApp(call: RestCall): RestAnswer {
  requireApp(call);
  const { id, slug, permissions } = call.app;
  const { createdAt, organization } = call.state;
  return {
    status: 200,
    body: {
      id,
      slug,
      node_id: nodeId("Integration", id),
      client_id: call.app.clientId,
      owner: showAccount(call, organization),
      name: slug,
      description: null,
      external_url: call.links.web,
      html_url: `${call.links.web}/apps/${slug}`,
      created_at: createdAt,
      updated_at: createdAt,
      permissions,
      events: ["pull_request", "pull_request_review", "push"],
      installations_count: 1,
    },
  };
}

function showInstallation(call: RestCall): RestAnswer {
  requireApp(call);
  const { id, slug, installation, permissions, clientId } = call.app;
  const { createdAt, organization } = call.state;
  return {
    status: 200,
    body: {
      id: installation,
      client_id: clientId,
      account: showAccount(call, organization),
      repository_selection: "selected",
      access_tokens_url: `${call.links.api}/app/installations/${installation}/access_tokens`,
      repositories_url: `${call.links.api}/installation/repositories`,
      html_url: `${call.links.web}/organizations/${organization.login}/settings/installations/${installation}`,
      app_id: id,
      app_slug: slug,
      target_id: organization.id,
      target_type: "Organization",
      permissions,
      events: ["pull_request", "pull_request_review", "push"],
      created_at: createdAt,
      updated_at: createdAt,
      single_file_name: null,
      suspended_by: null,
      suspended_at: null,
    },
  };
}

const tokenInput = z.object({
  repositories: z.array(z.string()).optional(),
  permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).optional(),
});

/** https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app */
function createInstallationToken(call: RestCall): RestAnswer {
  requireApp(call);
  if (Number(call.params.installation_id) !== call.app.installation) throw notFound();
  const { repositories, permissions } = parseBody(tokenInput, call);
  if (repositories?.some((name) => name !== call.state.name))
    throw validationFailed({ resource: "Installation", field: "repositories", code: "invalid" });
  const granted = Object.entries(call.app.permissions);
  const isMore = Object.entries(permissions ?? {}).some(
    ([wanted, level]) =>
      !granted.some(([name, own]) => name === wanted && (own === "write" || own === level)),
  );
  if (isMore) throw new Refusal(422, "The permissions requested are not granted to this installation.");
  const narrowed: Permissions = permissions
    ? Object.fromEntries(
        granted.flatMap(([name, own]) => {
          const level = permissions[name] === "read" ? "read" : own;
          return name in permissions || name === "metadata" ? [[name, level]] : [];
        }),
      )
    : call.app.permissions;
  const { token, expiresAt } = call.app.issueToken(narrowed);
  return {
    status: 201,
    body: {
      token,
      expires_at: expiresAt,
      permissions: narrowed,
      repository_selection: "selected",
      repositories: repositories ? [showRepository(call)] : undefined,
    },
  };
}
