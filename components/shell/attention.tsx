import type { Me, RequestsResponse } from "#lib/api/types";
import { referenceKey } from "#lib/graph/graph-builder";
import type { PortalRequest } from "#lib/request/types";

export interface Attention {
  /** My requests that stopped, newest first: someone has to do something. */
  stopped: PortalRequest[];
  /** How many requests the person may approve or merge now. */
  approvals: number;
}

const STOPPED = new Set(["Failed", "NeedsAttention", "Missing"]);

/**
 * The requests that need the person, among all requests that the person can see. A closed request does not, and neither
 * does one whose object the person has removed or somebody has requested again.
 */
export function findAttention(
  { requests, approvals }: Pick<RequestsResponse, "requests" | "approvals">,
  me: Pick<Me, "user">,
): Attention {
  const stopped = requests
    .filter(({ author }) => author.id === me.user)
    .filter(({ pullRequest, health }) => pullRequest.state !== "closed" && STOPPED.has(health.state))
    .filter((request) => !requests.some((other) => supersedes(other, request, me)))
    .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  return { stopped, approvals: approvals.length };
}

/** True where a later merged request decides about the object, and the person knows that request. */
function supersedes(later: PortalRequest, earlier: PortalRequest, { user }: Pick<Me, "user">): boolean {
  const [own, since] = [mergedAt(earlier), mergedAt(later)];
  if (own === undefined || since === undefined || since <= own) return false;
  if (referenceKey(later.object) !== referenceKey(earlier.object)) return false;
  return later.operation === "delete"
    ? later.author.id === user
    : earlier.operation === "delete" || isGone(earlier);
}

/** A change that stopped still needs somebody after another change; an object that was removed does not. */
function isGone({ health }: PortalRequest): boolean {
  return health.state === "Missing";
}

function mergedAt({ timeline, pullRequest }: PortalRequest): number | undefined {
  const at = timeline.find(({ key }) => key === "merged")?.at;
  return pullRequest.state === "merged" && at !== undefined ? Date.parse(at) : undefined;
}
