"use client";

import type { ResourceAddress } from "#components/data/api";
import { RequestTable } from "#components/requests/request-table";
import { GraphView } from "#components/resource-graph/graph-view";
import { AppliedBy } from "#components/resources/applied-by";
import { ConditionTable } from "#components/resources/condition-table";
import { nextStepOf } from "#components/resources/next-step";
import { PartCause } from "#components/resources/part-cause";
import { partHref } from "#components/resources/resource-href";
import { ResourceParts } from "#components/resources/resource-parts";
import { Card, CardHeader } from "#components/ui/card";
import { Cause } from "#components/ui/cause";
import { cn } from "#components/ui/cn";
import { useMedia } from "#components/ui/media";
import { stateLooks } from "#components/ui/state-badge";
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
            No pull request made it. Someone created it in the cluster itself.
          </p>
        )}
      </div>
    </Card>
  );
}
