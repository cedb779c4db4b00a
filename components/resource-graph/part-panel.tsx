"use client";

import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import type { ResourceAddress } from "#components/data/api";
import { type Result, useResource } from "#components/data/queries";
import { graphMessages } from "#components/resource-graph/messages";
import { ConditionTable } from "#components/resources/condition-table";
import { nextStepOf } from "#components/resources/next-step";
import { ObjectNames } from "#components/resources/object-names";
import { ResourceEvents } from "#components/resources/resource-events";
import { resourceHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { SidePanel } from "#components/ui/page/side-panel";
import { Cause } from "#components/ui/state/cause";
import { ErrorCard } from "#components/ui/state/error-card";
import { Loading, SkeletonLines } from "#components/ui/state/skeleton";
import { StateBadge } from "#components/ui/state/state-badge";
import { TableSkeleton } from "#components/ui/state/table-skeleton";
import { Tabs } from "#components/ui/tabs";
import { Age } from "#components/ui/text/age";
import { CodeView } from "#components/ui/text/code-view";
import type { ResourceDetail } from "#lib/api/types";
import type { ViewNode } from "#lib/graph/view/types";

const { panel: messages } = graphMessages;

type PartNode = ViewNode;

export interface PartPanelProps {
  node: PartNode;
  /** How many parts are directly below it. */
  childCount: number;
  /** Path in Git of the requested object. */
  file?: string | undefined;
  /** As of the SidePanel. */
  takesFocus?: boolean;
  onClose: () => void;
}

const ABSENT = new Set<PartNode["health"]["state"]>(["NoAccess", "Missing", "NotCreatedYet"]);

/** True where the API can read the part: it exists, its kind is served, and the person has access. */
function isReadable({ plural, health }: PartNode): boolean {
  return plural !== "" && !ABSENT.has(health.state);
}

/** One part of a resource beside its graph: its state, conditions, YAML and events, live. */
export function PartPanel({ node, childCount, file, takesFocus, onClose }: PartPanelProps) {
  const { reference, plural } = node;
  const readable = isReadable(node);
  return (
    <SidePanel
      onClose={onClose}
      takesFocus={takesFocus}
      title={<PartTitle node={node} />}
      actions={<ObjectNames reference={reference} />}
    >
      <div className="space-y-4">
        <PartState node={node} childCount={childCount} file={file}>
          {readable && (
            <Button asChild size="sm" className="ms-auto">
              <Link href={resourceHref({ ...reference, plural })}>{messages.openResource}</Link>
            </Button>
          )}
        </PartState>
        {readable && <PartViews address={{ ...reference, plural }} />}
      </div>
    </SidePanel>
  );
}

function PartTitle({ node: { reference } }: { node: PartNode }) {
  return (
    <span className="min-w-0 [overflow-wrap:anywhere]">
      <span className="block font-normal text-muted-foreground text-xs">{reference.kind} </span>
      {reference.name}
    </span>
  );
}

interface PartStateProps extends Pick<PartPanelProps, "node" | "childCount" | "file"> {
  /** At the end of the line. */
  children: ReactNode;
}

function PartState({ node: { health, createdAt }, childCount, file, children }: PartStateProps) {
  const next = nextStepOf(health, file);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground text-sm">
        <StateBadge look="tint" state={health.state} since={health.since} />
        {childCount > 0 && <span>{messages.parts(childCount)}</span>}
        {createdAt && <span>{messages.created(<Age at={createdAt} ago />)}</span>}
        {children}
      </div>
      {health.state === "Ready" && health.message ? (
        <p className="text-muted-foreground [overflow-wrap:anywhere]">{health.message}</p>
      ) : (
        <Cause health={health} next={next} />
      )}
    </>
  );
}

const views = ["overview", "yaml", "events"] as const;

function PartViews({ address }: { address: ResourceAddress }) {
  // In the address beside the chosen part, so that the view stays the same from part to part.
  const [view, setView] = useQueryState("read", parseAsStringLiteral(views).withDefault("overview"));
  const resource = useResource(address);
  return (
    <Tabs
      label={messages.views(address.name)}
      value={view}
      onChange={(next) => setView(views.find((known) => known === next) ?? "overview")}
      tabs={[
        {
          value: "overview",
          label: messages.overview,
          content: (
            <Read of={resource} awaits={address.name} skeleton={<TableSkeleton rows={3} />}>
              {({ conditions }) => (
                <Card>
                  <ConditionTable conditions={conditions} />
                </Card>
              )}
            </Read>
          ),
        },
        {
          value: "yaml",
          label: messages.yaml,
          content: (
            <Read of={resource} awaits={address.name} skeleton={<SkeletonLines lines={12} />}>
              {({ yaml }) => <CodeView code={yaml} label={messages.yamlOf(address.name)} />}
            </Read>
          ),
        },
        { value: "events", label: messages.events, content: <ResourceEvents address={address} inPanel /> },
      ]}
    />
  );
}

interface ReadProps {
  of: Result<ResourceDetail>;
  awaits: string;
  skeleton: ReactNode;
  children: (resource: ResourceDetail) => ReactNode;
}

/** The part once it is loaded. Its data stay while a later read fails, unless the part no longer exists. */
function Read({ of: { data, error, refetch, isFetching }, awaits, skeleton, children }: ReadProps) {
  if (error && (!data || error.code === "not-found"))
    return (
      <ErrorCard
        title={data ? messages.gone : messages.error}
        error={error}
        onRetry={refetch}
        retrying={isFetching}
      />
    );
  if (!data) return <Loading awaits={awaits}>{skeleton}</Loading>;
  return children(data);
}
