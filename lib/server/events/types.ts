import type { RequestEventName } from "#lib/config/event-webhooks";
import type { PortalRequest } from "#lib/request/types";

/** What a receiver gets: names alone, no values of forms, no manifests. docs/operate.md describes each field. */
export interface RequestEvent {
  /** The same for the same request, event and commit, whichever process sends it. */
  id: string;
  event: RequestEventName;
  /** RFC 3339: when it happened, or when the portal noticed it. */
  time: string;
  request: Pick<PortalRequest, "id" | "title" | "operation" | "object" | "author"> & {
    /** Id of the offer, where known. */
    entry?: string;
    /** The page of the request at the portal. */
    url: string;
    pullRequest: { number: number; url: string };
    /** The head of the branch. */
    commit: string;
    /** Of a merged request. */
    mergeCommit?: string;
  };
}
