import { shellMessages } from "#components/shell/messages/frame";
import { formatClock } from "#components/ui/text/age";
import type { PortalStatus } from "#lib/api/types";

const { outage: messages } = shellMessages;

export interface OutageInput {
  /** Of this page to the portal. */
  connection: "connecting" | "live" | "away";
  /** When the portal last updated the page, RFC 3339. */
  lastUpdated: string | undefined;
  status: PortalStatus | undefined;
  now?: number;
}

/** The outage in one line for the header; undefined when everything is reachable. An outage of the portal hides the
 * others, because the page then knows nothing about the clusters. */
export function describeOutage({ connection, lastUpdated, status, now }: OutageInput): string | undefined {
  if (connection === "away")
    return messages.unreachable([messages.portal], lastUpdated && formatClock(lastUpdated, now));
  const lost = status?.clusters.flatMap(({ name, freshness }) =>
    freshness.state === "away" ? [{ name, asOf: freshness.asOf }] : [],
  );
  if (lost?.length) {
    const oldest = lost.flatMap(({ asOf }) => asOf ?? []).sort()[0];
    const names = lost.map(({ name }) => name);
    return messages.unreachable(names, oldest && formatClock(oldest, now));
  }
  if (status && !status.git.ok) return messages.git;
  return undefined;
}
