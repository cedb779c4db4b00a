"use client";

import Link from "next/link";
import type { ResourceAddress } from "#components/data/api";
import { RequestTable } from "#components/requests/request-table";
import { GraphView } from "#components/resource-graph/graph-view";
import { AppliedBy } from "#components/resources/applied-by";
import { ConditionTable } from "#components/resources/condition-table";
import { DryRuns } from "#components/resources/dry-runs";
import { nextStepOf } from "#components/resources/next-step";
import { PartCause } from "#components/resources/part-cause";
import { partHref, resourceHref } from "#components/resources/resource-href";
import { ResourceParts } from "#components/resources/resource-parts";
import { Card, CardHeader } from "#components/ui/card";
import { cn } from "#components/ui/cn";
import { useMedia } from "#components/ui/media";
import { Cause } from "#components/ui/state/cause";
import { stateLooks } from "#components/ui/state/state-badge";
import { Age } from "#components/ui/text/age";
import type { ResourceDetail } from "#lib/api/types";

/** From `xl` there is room for a graph. */
const ROOM_FOR_GRAPH = "(width >= 80rem)";

export interface ResourceOverviewProps {
  resource: ResourceDetail;
  address: ResourceAddress;
}

/** How it stands and why, of what it is made, what it says of itself, and who asked for it. */
export function ResourceOverview({ resource, address }: ResourceOverviewProps) {
  const drawn = useMedia(ROOM_FOR_GRAPH, true) && resource.parts.length > 0;
  const { tone } = stateLooks[resource.health.state];
  const told = drawn && (tone === "fail" || tone === "warn");
  return (
    <div className="flex flex-col gap-6">
      {/* The graph has a line of its own for what is wrong. */}
      <div className={cn("empty:hidden", told && "xl:hidden")}>
        <ResourceCause resource={resource} />
      </div>
      {resource.sync && <AppliedBy sync={resource.sync} address={address} />}
      {drawn && (
        <div className="max-xl:hidden">
          <GraphView
            address={address}
            file={resource.file?.path}
            instead={
              <>
                {told && <ResourceCause resource={resource} />}
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
          <CardHeader title="What it reports" />
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

/** The deepest cause: a part's where one explains it, else its own words. */
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
      <CardHeader title="Requests" />
      <div className="border-t">
        {resource.requests.length > 0 ? (
          <RequestTable
            label={`Requests for ${resource.reference.name}`}
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

/** How an object came to be that no request made, as far as that is known. */
function Origin({ resource: { file, sync, problems } }: { resource: ResourceDetail }) {
  if (file?.commit) {
    const { author, id, at } = file.commit;
    return (
      <>
        No request made it. {author} committed {file.path} in <code title={id}>{id.slice(0, 8)}</code>,{" "}
        <Age at={at} suffix=" ago" />.
      </>
    );
  }
  if (file) return <>No request made it. Git has it in {file.path}.</>;
  if (sync?.agent && sync.state !== "kept")
    return <>No request made it. {sync.agent} applies it from a file that the portal did not find.</>;
  if (problems.length > 0) return <>The portal found no request for it. Not everything could be read.</>;
  return <>No request made it, and no file in Git holds it. Someone created it in the cluster itself.</>;
}

/** A component of a compound request is changed through that request. */
function MadeFor({ parent: { reference, plural } }: { parent: NonNullable<ResourceDetail["parent"]> }) {
  return (
    <>
      Kratix created it for {reference.kind}{" "}
      <Link className="underline" href={resourceHref({ ...reference, plural })}>
        {reference.name}
      </Link>
      . To change it, change that request.
    </>
  );
}
