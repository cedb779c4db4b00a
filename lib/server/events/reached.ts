import { createHash } from "node:crypto";
import type { RequestEventName } from "#lib/config/event-webhooks";
import type { PullRequest } from "#lib/git/types";
import type { PortalRequest, TimelineStep } from "#lib/request/types";
import type { RequestEvent } from "#lib/server/events/types";

/** An event that a request has reached, in the order of events. */
export interface Reached {
  event: RequestEventName;
  /** RFC 3339; absent where nobody knows it. */
  time?: string | undefined;
}

type Progress = Pick<PortalRequest, "timeline" | "operation">;

/**
 * Lists what has happened to a request, from its timeline. A removal is ready when the object is gone. An object that is
 * ready counts as synced, also where no agent reports that.
 */
export function listReached({ timeline, operation }: Progress, pullRequest: PullRequest): Reached[] {
  const { state, createdAt, mergedAt, closedAt } = pullRequest;
  const find = (key: TimelineStep["key"], status: TimelineStep["status"] = "done") =>
    timeline.find((step) => step.key === key && step.status === status);
  const opened: Reached = { event: "request.opened", time: createdAt };
  const approval = find("approved");
  const approved: Reached[] = approval ? [{ event: "request.approved", time: approval.at }] : [];
  if (state === "open") return [opened, ...approved];
  if (state === "closed") return [opened, ...approved, { event: "request.closed", time: closedAt }];
  const reached: Reached[] = [opened, ...approved, { event: "request.merged", time: mergedAt }];
  const ready = find(operation === "delete" ? "exists" : "ready");
  const synced = find("synced") ?? ready;
  const failed = timeline.find(({ status }) => status === "failed");
  if (synced) reached.push({ event: "request.synced", time: synced.at });
  if (ready && !failed) reached.push({ event: "request.ready", time: ready.at });
  if (failed) reached.push({ event: "request.failed", time: failed.at });
  return reached;
}

/** Separates reached events in memory: an approval of another commit is another event, an opened request is not. */
export function keyOf({ event }: Pick<Reached, "event">, { headCommit }: PullRequest): string {
  return event === "request.opened" ? event : `${event} ${headCommit}`;
}

/**
 * Describes an event for receivers.
 * @param portal the address of the portal
 * @param now RFC 3339, for an event whose time nobody knows
 */
export function describeEvent(
  { event, time }: Reached,
  request: Omit<PortalRequest, "health" | "timeline">,
  pullRequest: PullRequest,
  { portal, now }: { portal: string; now: string },
): RequestEvent {
  const { id, title, operation, entry, object, author } = request;
  const { number, url, headCommit: commit, mergeCommit } = pullRequest;
  const digest = createHash("sha256").update(JSON.stringify([id, keyOf({ event }, pullRequest)]));
  return {
    id: `evt_${digest.digest("hex").slice(0, 32)}`,
    event,
    time: time ?? now,
    request: {
      ...{ id, title, operation, object, author, ...(entry && { entry: entry.id }) },
      url: new URL(`/requests/${encodeURIComponent(id)}`, portal).href,
      pullRequest: { number, url: new URL(url, portal).href },
      commit,
      ...(mergeCommit !== undefined && { mergeCommit }),
    },
  };
}
