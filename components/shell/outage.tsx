import { formatClock } from "#components/ui/text/age";
import type { PortalStatus } from "#lib/api/types";

export interface OutageInput {
  /** Of this page to the portal. */
  connection: "connecting" | "live" | "away";
  /** When the page last heard from the portal, RFC 3339. */
  heardAt: string | undefined;
  status: PortalStatus | undefined;
  now?: number;
}

/** What is out of reach, in one line for the header; undefined when all is well. The nearest outage hides the others:
 * without the portal nothing is known of the clusters. */
export function describeOutage({ connection, heardAt, status, now }: OutageInput): string | undefined {
  if (connection === "away") return away("The portal", "is", heardAt, now);
  const lost = status?.clusters.flatMap(({ name, freshness }) =>
    freshness.state === "away" ? [{ name, asOf: freshness.asOf }] : [],
  );
  if (lost?.length) {
    const oldest = lost.flatMap(({ asOf }) => asOf ?? []).sort()[0];
    const names = lost.map(({ name }) => name).join(" and ");
    return away(names, lost.length === 1 ? "is" : "are", oldest, now);
  }
  if (status && !status.git.ok)
    return "Git is away: what is shown holds, but no request can be opened. Retrying.";
  return undefined;
}

function away(who: string, verb: string, asOf: string | undefined, now: number | undefined): string {
  const showing = asOf ? `Showing ${formatClock(asOf, now)}.` : "Nothing was read yet.";
  return `${who} ${verb} away. ${showing} Retrying.`;
}
