import { RequestTable } from "#components/requests/request-table";
import { ConditionTable } from "#components/resources/condition-table";
import { PartCause } from "#components/resources/part-cause";
import { partHref } from "#components/resources/resource-href";
import { ResourceParts } from "#components/resources/resource-parts";
import { Card, CardHeader } from "#components/ui/card";
import { Cause } from "#components/ui/cause";
import type { ResourceDetail } from "#lib/api/types";

/** How it stands and why, of what it is made, what it says of itself, and who asked for it. */
export function ResourceOverview({ resource }: { resource: ResourceDetail }) {
  return (
    <div className="space-y-6">
      <ResourceCause resource={resource} />
      <ResourceParts resource={resource} />
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
export function ResourceCause({ resource }: { resource: ResourceDetail }) {
  const { reference, plural, health, cause } = resource;
  if (!cause) return <Cause health={health} />;
  return <PartCause cause={cause} href={partHref({ ...reference, plural }, cause.reference)} />;
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
