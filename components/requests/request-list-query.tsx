import type { RequestQuery } from "#components/data/queries";

/** The query of the list of requests: the person's own or all, with the words of the search. */
export function describeRequestList(show: "mine" | "all", q: string): RequestQuery {
  return { ...(show === "mine" && { author: "@me" }), ...(q.trim() && { q: q.trim().slice(0, 200) }) };
}

/** The query of the requests that the person can approve. */
export const TO_APPROVE: RequestQuery = { toApprove: "true" };
