import type { Operation, PortalRequest } from "#lib/request/types";

/** What a request decides about its object. */
export interface RequestDecision {
  operation: Operation;
  /** User name of the author. */
  author: string;
  /** RFC 3339; undefined while it is not merged. */
  mergedAt?: string | undefined;
}

/** A request of the person with its state, and what it decides. */
export interface OwnRequest extends RequestDecision {
  request: PortalRequest;
}

const STOPPED = new Set(["Failed", "NeedsAttention", "Missing"]);

/** True where a request stopped and somebody has to do something. A closed request needs nobody. */
export function hasStopped({ pullRequest, health }: PortalRequest): boolean {
  return pullRequest.state !== "closed" && STOPPED.has(health.state);
}

/**
 * True where a later merged request decides about the object, so that nobody needs to look at the earlier one. A change
 * that stopped still needs somebody after another change; an object that was removed does not.
 */
export function isSuperseded(earlier: OwnRequest, others: readonly RequestDecision[]): boolean {
  const isMissing = earlier.request.health.state === "Missing";
  return others.some(({ operation, author, mergedAt }) => {
    if (mergedAt === undefined || earlier.mergedAt === undefined) return false;
    if (Date.parse(mergedAt) <= Date.parse(earlier.mergedAt)) return false;
    return operation === "delete" ? author === earlier.author : earlier.operation === "delete" || isMissing;
  });
}
