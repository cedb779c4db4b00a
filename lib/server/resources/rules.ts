import "server-only";
import { createCircuitBreaker } from "#lib/auth/permissions/circuit-breaker";
import { withOutageCache } from "#lib/auth/permissions/outage-cache";
import type { PermissionRules, ReviewAccess } from "#lib/auth/permissions/permissions";
import type { Config } from "#lib/config/config";
import { PortalError } from "#lib/errors";
import { reviewAccess, startReviewTimeout } from "#lib/kubernetes/access/access-review";
import type { Cluster } from "#lib/kubernetes/cluster";
import { isKubernetesApiError } from "#lib/kubernetes/transport/api-error";

/** Verbs that lead to a change: their answer is never one of a moment ago. */
const CHANGES = new Set(["request", "create", "approve", "patch"]);

/**
 * Milliseconds that a refusal is valid in lists: kube-apiserver keeps the refusals of a webhook for as long.
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 * (`--authorization-webhook-cache-unauthorized-ttl`)
 */
const REFUSED_IN_LISTS = 30_000;

export interface RulesOptions {
  /**
   * True for lists, which only show what a person may do: each change is asked for anew. They ask for each kind in each
   * namespace that a request is about, most of which are not the person's. Default: false.
   */
  mayBeRecent?: boolean;
  /** For each review that is not from the cluster's cache. */
  startTimeout?: () => AbortSignal;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/**
 * How `decide` asks the clusters. A cluster that kept one review waiting is not asked again for a while: every review
 * fails at once, or is answered from memory where it only shows something.
 */
export function buildRules(
  clusters: ReadonlyMap<string, Cluster>,
  { requestVerb }: Pick<Config, "requestVerb">,
  { mayBeRecent = false, startTimeout = startReviewTimeout, now = Date.now }: RulesOptions = {},
): PermissionRules {
  const breaker = createCircuitBreaker({ isUnreachable }, now);
  const ask: ReviewAccess = async (name, subject, attributes) => {
    const cluster = clusters.get(name);
    if (!cluster) throw unknownCluster(name);
    try {
      return CHANGES.has(attributes.verb) && !mayBeRecent
        ? await reviewAccess(cluster.client, subject, attributes, startTimeout())
        : await cluster.reviewAccess(subject, attributes, mayBeRecent ? REFUSED_IN_LISTS : undefined);
    } catch (error) {
      throw isTimeout(error) ? tooSlow(name, error) : error;
    }
  };
  const review: ReviewAccess = (name, subject, attributes) =>
    breaker.run(name, () => ask(name, subject, attributes));
  return { review: withOutageCache(review, {}, now), requestVerb };
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}

/** No answer came, or none in time. An API server that answers with an error is there. */
function isUnreachable(error: unknown): boolean {
  if (isKubernetesApiError(error)) return error.httpStatus === 0;
  return error instanceof SlowCluster;
}

/** For a name in an address or a request. */
export function unknownCluster(name: string): PortalError {
  return new PortalError("not-found", {
    detail: `The portal knows no cluster "${name}".`,
    suggestion: "Check the address.",
  });
}

class SlowCluster extends PortalError {}

function tooSlow(name: string, cause?: unknown): PortalError {
  return new SlowCluster("cluster-unavailable", {
    detail: `The cluster ${name} does not answer, so the portal cannot find out what you may do.`,
    suggestion: "Try again in a moment.",
    cause,
  });
}
