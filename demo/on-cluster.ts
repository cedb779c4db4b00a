/** `npm run demo -- --cluster`: the portal alone, on a cluster and a repository that are there already. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { requireGit } from "#demo/local-stack/repository";
import { openStack, type StackBase } from "#demo/local-stack/stack";
import { createPortal, portalUrl } from "#demo/portal";
import { buildPortal } from "#demo/portal-build";
import type { DemoPart } from "#lib/api/types";
import { loadConfig } from "#lib/config/config";
import { type ConfiguredGit, describePlace } from "#lib/config/git";
import { isPortalError, PortalError } from "#lib/errors";
import { connectCluster } from "#lib/kubernetes/transport/client";
import { loadKubeconfig } from "#lib/kubernetes/transport/kubeconfig";

export interface OnClusterOptions {
  port: number;
  dev: boolean;
  onReport: (part: DemoPart) => void;
  signal: AbortSignal;
}

export interface PortalOnCluster {
  url: string;
  /** Bearer token for the HTTP API. */
  token: string;
  context: string;
  server: string;
  /** Whose rights the portal and whoever opens it have, as a sentence. */
  rights: string;
  repository: string | undefined;
  /** What does not work yet, and the next step; the page shows it as well. */
  problems: PortalError[];
  stop(): Promise<void>;
}

const selfSubjectReview = z.object({
  status: z.object({
    userInfo: z.object({ username: z.string(), groups: z.array(z.string()).default([]) }),
  }),
});

interface Access {
  context: string;
  server: string;
  person: { user: string; name: string; groups: string[] };
  problem: PortalError | undefined;
}

// While nobody can say whose credentials these are, whoever opens the portal sees what anyone may see.
const NOBODY = { user: "system:anonymous", name: "Unknown", groups: ["system:unauthenticated"] };

/** The current context, and as whom the cluster knows its credentials. Throws when there is no usable context. */
async function readAccess(signal: AbortSignal): Promise<Access> {
  const context = loadKubeconfig({}).getCurrentContext();
  const client = connectCluster({ name: nameCluster(context), context });
  try {
    const kind = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const answer = await client.request("POST", path, { body: kind, signal });
    const { username, groups } = selfSubjectReview.parse(answer).status.userInfo;
    const person = { user: username, name: username, groups };
    return { context, server: client.server, person, problem: undefined };
  } catch (error) {
    if (!isPortalError(error)) throw error;
    return { context, server: client.server, person: NOBODY, problem: error };
  } finally {
    client.close();
  }
}

/** Why nothing can be requested, if so. */
async function findGitProblem(
  git: ConfiguredGit | undefined,
  stack: StackBase,
): Promise<PortalError | undefined> {
  if (!git) {
    return new PortalError("git-unavailable", {
      detail: "No Git repository is configured, so offers can be seen but not requested.",
      suggestion:
        'Set VITRINE_GIT, for example to {"provider":"local","path":"/data/requests.git","name":"requests","branch":"main"}, and start again.',
    });
  }
  // Of a Git host the portal itself says what is wrong.
  if (git.provider !== "local") return undefined;
  if (!existsSync(join(git.path, "HEAD"))) {
    return new PortalError("git-unavailable", {
      detail: `The configuration names ${git.path}, where no bare Git repository is.`,
      suggestion: `Make one (\`git init --bare --initial-branch=${git.branch} ${git.path}\`) or name another.`,
    });
  }
  return requireGit(stack.run).then(
    () => undefined,
    (error: unknown) => {
      if (isPortalError(error)) return error;
      throw error;
    },
  );
}

/** A name for the cluster as it may stand in addresses. */
function nameCluster(context: string): string {
  return (
    context
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "cluster"
  );
}

function describeRights(person: Access["person"]): string {
  if (person === NOBODY) return "unknown, as the cluster does not answer; start again once it does";
  return `those of ${person.user}, for the portal and for whoever opens it`;
}

function describeSettings({ context, person }: Access, token: string): Record<string, string> {
  return {
    VITRINE_CLUSTERS: JSON.stringify([{ name: nameCluster(context), context }]),
    VITRINE_GUEST: process.env.VITRINE_GUEST ?? JSON.stringify(person),
    VITRINE_DEMO_TOKEN: JSON.stringify({ ...person, token }),
  };
}

/**
 * Starts the portal on the current kubeconfig context and the configured repositories. Installs nothing
 * in the cluster and listens on loopback only. Throws when it could never work: no kubeconfig, no such context, a
 * configuration that cannot be read. A cluster or repository that is away is a problem that may pass.
 */
export async function startOnCluster(options: OnClusterOptions): Promise<PortalOnCluster> {
  const stack = openStack({ report: (name, state, detail) => options.onReport({ name, state, detail }) });
  options.signal.addEventListener("abort", () => void stack.close(), { once: true });
  try {
    return await bringUp(stack, options);
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function bringUp(stack: StackBase, { port, dev, signal }: OnClusterOptions): Promise<PortalOnCluster> {
  const access = await readAccess(signal);
  const token = randomBytes(24).toString("hex");
  const settings = { VITRINE_SECRET: randomBytes(32).toString("hex"), ...describeSettings(access, token) };
  const { repositories } = loadConfig({ ...process.env, ...settings });
  const configured = repositories.length > 0 ? repositories : [undefined];
  const gitProblems = await Promise.all(configured.map((git) => findGitProblem(git, stack)));
  const build = dev ? undefined : await buildPortal(stack);
  await createPortal(stack, { port, build, settings }).start();
  return {
    url: portalUrl(port),
    token,
    context: access.context,
    server: access.server,
    rights: describeRights(access.person),
    repository: repositories.map(describePlace).join(", ") || undefined,
    problems: [access.problem, ...gitProblems].filter((problem) => problem !== undefined),
    stop: stack.close,
  };
}
