"use client";

import Link from "next/link";
import type { ResourceAddress } from "#components/data/api";
import { RequestTable } from "#components/requests/request-table";
import { GraphView } from "#components/resource-graph/graph-view";
import { ConditionTable } from "#components/resources/condition-table";
import { DryRuns } from "#components/resources/dry-runs";
import { resourceMessages } from "#components/resources/messages";
import { nextStepOf } from "#components/resources/next-step";
import { PartCause } from "#components/resources/part-cause";
import { partHref, resourceHref } from "#components/resources/resource-href";
import { ResourceParts } from "#components/resources/resource-parts";
import { OwnerLinks } from "#components/resources/results/owner-links";
import { ResourceResults } from "#components/resources/results/resource-results";
import { SyncStatus } from "#components/resources/sync-status";
import { Card, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { useMedia } from "#components/ui/media";
import { Cause } from "#components/ui/state/cause";
import { stateLooks } from "#components/ui/state/state-badge";
import { Age } from "#components/ui/text/age";
import type { ResourceDetail } from "#lib/api/types";

const { overview: messages, origin } = resourceMessages;

/** From `xl` there is room for a graph. */
const ROOM_FOR_GRAPH = "(width >= 80rem)";

export interface ResourceOverviewProps {
  resource: ResourceDetail;
  address: ResourceAddress;
}

/** The state of a resource and its cause, its parts, its conditions, and its requests. */
export function ResourceOverview({ resource, address }: ResourceOverviewProps) {
  const drawn = useMedia(ROOM_FOR_GRAPH, true) && resource.parts.length > 0;
  const { tone } = stateLooks[resource.health.state];
  // Below results, the cause in the graph would not be the first thing in view.
  const graphShowsCause = drawn && resource.results.length === 0 && (tone === "fail" || tone === "warn");
  return (
    <div className="flex flex-col gap-6">
      {/* The graph shows the cause itself. */}
      <div className={cn("empty:hidden", graphShowsCause && "xl:hidden")}>
        <ResourceCause resource={resource} />
      </div>
      {resource.sync && <SyncStatus sync={resource.sync} address={address} />}
      <OwnerLinks owners={resource.owners} />
      <ResourceResults resource={resource} />
      {drawn && (
        <div className="max-xl:hidden">
          <GraphView
            address={address}
            file={resource.file?.path}
            instead={
              <>
                {graphShowsCause && <ResourceCause resource={resource} />}
                <ResourceParts resource={resource} />
              </>
            }
          />
        </div>
      )}
      <div className={cn(drawn && "xl:hidden")}>
        <ResourceParts resource={resource} />
      </div>
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <Card>
          <CardHeader title={messages.conditions} />
          <div className="border-t">
            <ConditionTable conditions={resource.conditions} />
          </div>
        </Card>
        <Requests resource={resource} />
      </div>
      <DryRuns address={address} entry={resource.entry?.id} />
    </div>
  );
}

/** The deepest cause: the health of a part where one causes the state, else that of the resource. */
function ResourceCause({ resource }: { resource: ResourceDetail }) {
  const { reference, plural, health, cause, file } = resource;
  if (!cause) return <Cause health={health} next={nextStepOf(health, file?.path)} />;
  return (
    <PartCause cause={cause} href={partHref({ ...reference, plural }, cause.reference)} file={file?.path} />
  );
}

function Requests({ resource }: { resource: ResourceDetail }) {
  return (
    <Card>
      <CardHeader title={messages.requests} />
      <div className="border-t">
        {resource.requests.length > 0 ? (
          <RequestTable
            label={messages.requestsFor(resource.reference.name)}
            requests={resource.requests}
            ofOneObject
          />
        ) : (
          <p className="p-4 text-muted-foreground">
            {resource.parent ? <MadeFor parent={resource.parent} /> : <Origin resource={resource} />}
          </p>
        )}
      </div>
    </Card>
  );
}

/** The origin of an object without a request, as far as the portal knows. */
function Origin({ resource: { file, sync, problems } }: { resource: ResourceDetail }) {
  if (file?.commit) {
    const { author, id, at } = file.commit;
    const commit = <code title={id}>{id.slice(0, 8)}</code>;
    return origin.commit(author, file.path, commit, <Age at={at} ago />);
  }
  if (file) return origin.file(file.path);
  if (sync?.agent && sync.state !== "kept") return origin.agent(sync.agent);
  if (problems.length > 0) return origin.incomplete;
  return origin.cluster;
}

/** A component of a compound request is changed through that request. */
function MadeFor({ parent: { reference, plural } }: { parent: NonNullable<ResourceDetail["parent"]> }) {
  return origin.kratix(
    reference.kind,
    <Link className="underline" href={resourceHref({ ...reference, plural })}>
      {reference.name}
    </Link>,
  );
}
