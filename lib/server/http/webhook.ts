import "server-only";
import type { NextRequest } from "next/server";
import type { ConfiguredGit } from "#lib/config/git";
import { hasSecret, readSecret } from "#lib/config/secret";
import { PortalError } from "#lib/errors";
import {
  type CheckSignature,
  isSignedByGitea,
  isSignedByGitHub,
  isSignedByGitLab,
} from "#lib/git/remote/webhook";
import { LIMITS } from "#lib/manifest/limits";
import { readBytes } from "#lib/server/http/read-body";
import { noRoute } from "#lib/server/http/route";
import type { Portal } from "#lib/server/portal";

type HostedGit = Exclude<ConfiguredGit, { provider: "local" }>;

const CHECKS: Record<HostedGit["provider"], CheckSignature> = {
  github: isSignedByGitHub,
  gitlab: isSignedByGitLab,
  gitea: isSignedByGitea,
};

/**
 * Reads a repository now, because its host has delivered something. Only the signature counts: the content is never parsed,
 * so a delivery that someone sends again causes one more look, at most once a second.
 * @param name of the repository
 * @throws PortalError `not-found` for a repository that has no secret for webhooks or does not exist, `forbidden` for a wrong
 * signature, `invalid` as `readBytes`, `misconfigured` where the secret cannot be read
 */
export async function receiveWebhook(
  { repositories }: Pick<Portal, "repositories">,
  name: string,
  request: NextRequest,
): Promise<Response> {
  const found = repositories.find(({ git }) => git.repository.name === name);
  const configured = found?.configured;
  // The same answer as for no address of the API: nobody learns the names of repositories.
  if (!configured || configured.provider === "local" || !hasSecret(configured, "webhookSecret"))
    throw noRoute(request);
  const secret = await readSecret(configured, "webhookSecret", name).catch(fail);
  const body = await readBytes(request, { limit: LIMITS.bodyBytes });
  const header = (key: string) => request.headers.get(key);
  if (!CHECKS[configured.provider]({ header, body }, secret)) throw wrongSignature();
  found.git.lookNow();
  return new Response("Accepted", {
    status: 202,
    headers: { "cache-control": "no-store", "content-type": "text/plain" },
  });
}

function wrongSignature(): PortalError {
  return new PortalError("forbidden", {
    detail: "The signature of the delivery is not valid.",
    suggestion: "Set the same secret in the webhook of the Git host and in the portal's configuration.",
  });
}

/** The log names the secret; the sender is anybody. */
function fail(cause: unknown): never {
  throw new PortalError("misconfigured", {
    detail: "The portal cannot check deliveries now.",
    suggestion: "Ask the platform team to read the portal's log.",
    cause,
  });
}
