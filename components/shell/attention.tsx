import type { Me, RequestsResponse } from "#lib/api/types";
import type { PortalRequest } from "#lib/request/types";

export interface Attention {
  /** My requests that stopped, newest first: someone has to do something. */
  stopped: PortalRequest[];
  /** How many requests the person may approve or merge now. */
  approvals: number;
}

const STOPPED = new Set(["Failed", "NeedsAttention", "Missing"]);

/** What needs the person, of all requests they may see. A request that was given up needs nobody. */
export function findAttention(
  { requests, approvals }: Pick<RequestsResponse, "requests" | "approvals">,
  me: Pick<Me, "user">,
): Attention {
  const stopped = requests
    .filter(({ author }) => author.id === me.user)
    .filter(({ pullRequest, health }) => pullRequest.state !== "closed" && STOPPED.has(health.state))
    .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  return { stopped, approvals: approvals.length };
}
