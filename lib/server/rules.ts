import "server-only";
import { outliveOutage } from "#lib/auth/outage-memory";
import type { PermissionRules, ReviewAccess } from "#lib/auth/permissions";
import type { Config } from "#lib/config";
import { PortalError } from "#lib/errors";
import { reviewAccess } from "#lib/kubernetes/access-review";
import type { Cluster } from "#lib/kubernetes/cluster";

/** A review takes milliseconds; a cluster that needs longer is away, and pages should not wait for it. */
const TIMEOUT = 3_000;

/** Milliseconds for which a cluster that kept one page waiting keeps no other waiting. */
const PAUSE = 5_000;

/** Verbs that lead to a change: their answer is never one of a moment ago. */
const CHANGES = new Set(["request", "create", "approve", "patch"]);

/** How `decide` asks the clusters. */
export function buildRules(
  clusters: ReadonlyMap<string, Cluster>,
  { requestVerb }: Pick<Config, "requestVerb">,
): PermissionRules {
  const pausedUntil = new Map<string, number>();
  const review: ReviewAccess = async (name, subject, attributes) => {
    const cluster = clusters.get(name);
    if (!cluster) throw unknownCluster(name);
    const changes = CHANGES.has(attributes.verb);
    if (!changes && Date.now() < (pausedUntil.get(name) ?? 0)) throw tooSlow(name);
    const signal = AbortSignal.timeout(TIMEOUT);
    try {
      return changes
        ? await reviewAccess(cluster.client, subject, attributes, signal)
        : await cluster.reviewAccess(subject, attributes, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      pausedUntil.set(name, Date.now() + PAUSE);
      throw tooSlow(name, error);
    }
  };
  return { review: outliveOutage(review), requestVerb };
}

/** For a name in an address or a request. */
export function unknownCluster(name: string): PortalError {
  return new PortalError("not-found", {
    detail: `The portal knows no cluster "${name}".`,
    suggestion: "Check the address.",
  });
}

function tooSlow(name: string, cause?: unknown): PortalError {
  return new PortalError("cluster-unavailable", {
    detail: `The cluster ${name} did not say in time what you may do.`,
    suggestion: "Try again in a moment.",
    cause,
  });
}
