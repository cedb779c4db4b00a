import { createAppAuth } from "@octokit/auth-app";
import { z } from "zod";
import { PortalError } from "#lib/errors";
import { describeRefusal } from "#lib/git/github/api/refusal";
import { createTransport, readMessage, readThrown } from "#lib/git/github/api/transport";
import type { ReadToken } from "#lib/git/remote/exchange";
import { type Answer, unavailable } from "#lib/git/remote/refusal";

/** GitHub's tokens of an installation live for an hour. A call that starts now must end before the token does. */
const RENEW_MILLISECONDS = 10 * 60_000;

export interface GitHubAppOptions {
  /** `https://github.com`, or the address of the Enterprise Server, without a slash at the end. */
  url: string;
  appId: string;
  /** In PEM format. */
  privateKey: string;
  /** The repository whose installation acts. */
  owner: string;
  repository: string;
}

/** Permissions of a GitHub App by their names, such as `contents: write`. */
export type AppPermissions = Readonly<Record<string, string>>;

interface InstallationToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  permissions: AppPermissions;
}

export interface AppTokens {
  readToken: ReadToken;
  /** The permissions of the last token; undefined before the first one. */
  findPermissions(): AppPermissions | undefined;
}

const installation = z.object({ id: z.number() });

/**
 * Tokens of a GitHub App's installation on the repository
 * (https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation).
 * `readToken` gives a token, renewed ten minutes before its end. If GitHub fails to renew a token,
 * the token stays in use until its end.
 * @throws PortalError `misconfigured` for a key that is none, `git-unavailable` where GitHub does not accept
 * the App or the App is not installed on the repository
 */
export function createAppTokens({ url, appId, privateKey, owner, repository }: GitHubAppOptions): AppTokens {
  const transport = createTransport(url);
  const auth = createAppAuth({ appId, privateKey, request: transport.request });
  let current: InstallationToken | undefined;
  let running: Promise<InstallationToken> | undefined;

  async function fetchToken(): Promise<InstallationToken> {
    const app = await auth({ type: "app" }).catch((cause: unknown) => {
      throw describeBadKey(cause);
    });
    const parameters = { owner, repo: repository };
    const path = "/repos/{owner}/{repo}/installation";
    const answer = await transport.send({ method: "GET", url: path, parameters, isWrite: false }, app.token);
    const found = installation.safeParse(answer.data);
    if (answer.status !== 200 || !found.success)
      throw describeAppRefusal(url, `${owner}/${repository}`, answer);
    const wanted = { installationId: found.data.id, repositoryNames: [repository], refresh: true };
    const made = await auth({ type: "installation", ...wanted }).catch((error: unknown) => {
      throw describeAppRefusal(url, `${owner}/${repository}`, readThrown(error));
    });
    return { token: made.token, expiresAt: Date.parse(made.expiresAt), permissions: { ...made.permissions } };
  }

  /** One renewal at a time. */
  function renew(): Promise<InstallationToken> {
    const own = running ?? fetchToken();
    running = own;
    own.then(
      (made) => {
        current = made;
        running = undefined;
      },
      () => {
        running = undefined;
      },
    );
    return own;
  }

  const readToken: ReadToken = async (rejected) => {
    const known = current;
    const rest = known && known.token !== rejected ? known.expiresAt - Date.now() : 0;
    if (known && rest > RENEW_MILLISECONDS) return known.token;
    try {
      return (await renew()).token;
    } catch (error) {
      if (known && rest > 0) return known.token;
      throw error;
    }
  };
  return { readToken, findPermissions: () => current?.permissions };
}

function describeBadKey(cause: unknown): PortalError {
  return new PortalError("misconfigured", {
    detail: "The portal cannot sign in to GitHub as an App: the private key cannot be read.",
    suggestion:
      "Ask the platform team to generate a private key for the App on GitHub, and to configure its PEM file.",
    cause,
  });
}

function describeAppRefusal(url: string, repository: string, { status, headers, data }: Answer): PortalError {
  const message = readMessage(data);
  const refused = describeRefusal({ url, status, headers, message, isOwn: false });
  if (status === 401) {
    return unavailable({
      detail: `GitHub at ${url} does not accept the portal's App.`,
      suggestion:
        "Ask the platform team to check the App's id, its private key, and the clock of the portal.",
      cause: refused.cause,
    });
  }
  if (status === 404) {
    return unavailable({
      detail: `The portal's App is not installed on ${repository} at GitHub.`,
      suggestion: "Ask an owner of the repository to install the App on it.",
      cause: refused.cause,
    });
  }
  if (/suspended/i.test(message)) {
    return unavailable({
      detail: `The installation of the portal's App on ${repository} is suspended.`,
      suggestion: "Ask an owner of the organization to unsuspend the App.",
      cause: refused.cause,
    });
  }
  return refused;
}
