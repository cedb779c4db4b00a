"use client";

import type { ResourceAddress } from "#components/data/api";
import { useDryRuns } from "#components/data/queries";
import { resourceMessages } from "#components/resources/messages";
import { Card, CardHeader } from "#components/ui/card";
import { StateBadge } from "#components/ui/state/state-badge";
import { Age } from "#components/ui/text/age";
import { Markdown } from "#components/ui/text/markdown";
import type { DryRunSummary } from "#lib/api/types";

export interface DryRunsProps {
  address: ResourceAddress;
  /** Id of the offer, where there is one. */
  entry: string | undefined;
}

/**
 * Kratix's dry runs of a request, newest first, each with the summary of what it would make. Nothing where there are
 * none, or where they cannot be read: they are a preview feature that few platforms switch on. Only requests of a
 * Promise have them, and the page of a dry run itself shows it too.
 */
export function DryRuns({ address, entry = "" }: DryRunsProps) {
  const isDryRun = address.group === "platform.kratix.io" && address.plural === "dryruns";
  return isDryRun || entry.startsWith("promise.") ? <DryRunList address={address} /> : null;
}

function DryRunList({ address }: { address: ResourceAddress }) {
  const { data } = useDryRuns(address);
  if (!data || data.dryRuns.length === 0) return null;
  return (
    <Card>
      <CardHeader title={resourceMessages.dryRuns.title} />
      <ul className="divide-y border-t">
        {data.dryRuns.map((dryRun) => (
          <li key={dryRun.name} className="p-4">
            <DryRun {...dryRun} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function DryRun({ name, createdAt, health, components, summary }: DryRunSummary) {
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
        <StateBadge state={health.state} />
        <span className="text-muted-foreground text-sm">
          {resourceMessages.dryRuns.started(<Age at={createdAt} ago />)}
        </span>
      </p>
      {health.state !== "Ready" && health.message && (
        <p className="mt-1 [overflow-wrap:anywhere]">{health.message}</p>
      )}
      {components.length > 0 && (
        <ul className="mt-2 text-sm">
          {components.map(({ promise, request, phase, message }) => (
            <li key={`${promise}/${request}`} className="[overflow-wrap:anywhere]">
              {promise} {request}: {message ? `${phase}. ${message}` : phase}
            </li>
          ))}
        </ul>
      )}
      {summary !== undefined && (
        <details className="mt-2">
          <summary className="cursor-pointer text-sm">{resourceMessages.dryRuns.files}</summary>
          <Markdown text={summary} className="mt-3 max-w-none" />
        </details>
      )}
    </>
  );
}
