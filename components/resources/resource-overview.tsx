import { RequestTable } from "#components/requests/request-table";
import { ResourceParts } from "#components/resources/resource-parts";
import { Age } from "#components/ui/age";
import { Card, CardHeader } from "#components/ui/card";
import { Cause } from "#components/ui/cause";
import { Table } from "#components/ui/table";
import type { ResourceDetail } from "#lib/api/types";

/** How it stands and why, of what it is made, what it says of itself, and who asked for it. */
export function ResourceOverview({ resource }: { resource: ResourceDetail }) {
  return (
    <div className="space-y-6">
      <Cause health={resource.health} />
      <ResourceParts parts={resource.parts} problems={resource.problems} />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <Conditions conditions={resource.conditions} />
        <Requests resource={resource} />
      </div>
    </div>
  );
}

type ResourceCondition = ResourceDetail["conditions"][number];

function Conditions({ conditions }: { conditions: readonly ResourceCondition[] }) {
  return (
    <Card>
      <CardHeader title="What it reports" />
      <div className="border-t">
        {conditions.length === 0 ? (
          <p className="p-4 text-muted-foreground">It reports no conditions.</p>
        ) : (
          <Table
            label="Conditions"
            rows={conditions}
            rowKey={(condition) => condition.type}
            columns={[
              {
                key: "type",
                header: "Condition",
                width: "w-[34%]",
                cell: (condition) => <span className="[overflow-wrap:anywhere]">{condition.type}</span>,
              },
              {
                key: "status",
                header: "Is",
                narrow: "end",
                width: "w-20",
                cell: (condition) => condition.status,
              },
              { key: "message", header: "Why", cell: explain },
              {
                key: "since",
                header: "Since",
                width: "w-28",
                align: "end",
                narrow: "hidden",
                cell: (condition) => condition.since && <Age at={condition.since} suffix=" ago" />,
              },
            ]}
          />
        )}
      </div>
    </Card>
  );
}

function explain({ message, reason }: ResourceCondition) {
  return (
    <span className="block py-1.5 text-muted-foreground [overflow-wrap:anywhere]">
      {message || reason || "—"}
    </span>
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
