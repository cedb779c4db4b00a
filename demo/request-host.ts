/** Where the demo's requests go and what applies them: by default a bare repository and a sync loop of ours. */
import { randomBytes } from "node:crypto";
import type { Gitea } from "#demo/local-stack/parts/gitea";
import { startGitSync } from "#demo/local-stack/parts/sync/sync";
import { BRANCH, makeRepository } from "#demo/local-stack/repository";
import type { StackBase } from "#demo/local-stack/stack";
import type { StartPart } from "#demo/local-stack/types";
import { STATUS } from "#demo/parts-board";
import { ANA, BO, GUEST } from "#demo/people";
import type { GiteaAccount, GiteaSeed } from "#demo/platform/gitea";

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
}

/** A bare repository in the stack's folder, and people who sign in by a button. */
export async function makeEmbeddedHost(base: StackBase): Promise<RequestHost> {
  const repository = await makeRepository(base);
  const token = randomBytes(24).toString("hex");
  const git = { provider: "local", path: repository, name: "platform-requests", branch: BRANCH };
  const settings = {
    VITRINE_GIT: JSON.stringify(git),
    VITRINE_GUEST: JSON.stringify(GUEST),
    VITRINE_DEMO_PEOPLE: JSON.stringify([ANA, BO]),
    VITRINE_DEMO_TOKEN: JSON.stringify({ ...BO, token }),
    VITRINE_SYNC_REPORT: JSON.stringify({ namespace: STATUS.namespace, name: "sync" }),
  };
  return { repository, token, settings, parts: [["Git sync", startGitSync(repository)]] };
}
