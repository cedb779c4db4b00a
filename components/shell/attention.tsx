import type { Me } from "#lib/api/types";
import type { PortalRequest } from "#lib/request/types";

export interface Attention {
  /** My requests that stopped, newest first: someone has to do something. */
  stopped: PortalRequest[];
  /** Requests of others that are open for approval, oldest first. */
  approvals: PortalRequest[];
}

const STOPPED = new Set(["Failed", "NeedsAttention", "Missing"]);

/** What needs the person, of all requests they may see. Nobody approves their own, so those are never counted. */
export function findAttention(requests: readonly PortalRequest[], me: Pick<Me, "user">): Attention {
  const mine = requests.filter((request) => request.author.id === me.user);
  const others = requests.filter((request) => request.author.id !== me.user);
  return {
    stopped: mine
      .filter(({ pullRequest, health }) => pullRequest.state !== "closed" && STOPPED.has(health.state))
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt)),
    approvals: others
      .filter(({ pullRequest, health }) => pullRequest.state === "open" && health.state === "HeldForApproval")
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt)),
  };
}
