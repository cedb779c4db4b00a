import { GitMerge } from "lucide-react";
import Link from "next/link";
import { formatValue } from "#components/requests/field-changes";
import { changeHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card, CardHeader, CardNote } from "#components/ui/card";
import { type Column, Table } from "#components/ui/table";
import type { FieldConflict, PortalRequestDetail } from "#lib/request/types";

const columns: readonly [Column<FieldConflict>, ...Column<FieldConflict>[]] = [
  { key: "field", header: "Field", cell: ({ label }) => label || "Everything" },
  { key: "before", header: "When opened", narrow: "line", cell: ({ before }) => formatValue(before) },
  { key: "inGit", header: "Now in Git", narrow: "line", cell: ({ inGit }) => formatValue(inGit) },
  { key: "after", header: "This request", narrow: "line", cell: ({ after }) => formatValue(after) },
];

/** Of an open request that cannot be merged: in which fields it meets the newer change, and how to go on. */
export function ConflictNotice({ request }: { request: PortalRequestDetail }) {
  const { conflict, pullRequest, diff, operation } = request;
  if (pullRequest.state !== "open") return null;
  if (!conflict)
    return diff === "" && operation === "update" && request.problem === undefined ? <AlreadyInGit /> : null;
  return (
    <Card>
      <CardHeader title="Newer change in Git" />
      {conflict.fields.length > 0 && (
        <div className="border-t">
          <Table
            label="Fields that a newer change set to other values"
            rows={[...conflict.fields]}
            rowKey={(field) => field.path}
            columns={columns}
          />
        </div>
      )}
      <CardNote icon={GitMerge}>{describeNext(request)}</CardNote>
    </Card>
  );
}

function AlreadyInGit() {
  return (
    <Card>
      <CardNote icon={GitMerge}>
        Git already has this change. Merging the request changes nothing: close it.
      </CardNote>
    </Card>
  );
}

function describeNext({ operation, conflict }: PortalRequestDetail): string {
  if (operation === "update") {
    const start = conflict?.fieldsFit
      ? "The newer change is in other fields, but the Git host merges lines, not fields."
      : "Nobody can merge both changes.";
    return `${start} Make the change again on the current version, then close this request.`;
  }
  if (operation === "delete")
    return "The resource changed after its removal was requested. Close this request, and request the removal again.";
  return "Close this request. Open the existing resource to change it, or choose another name.";
}

/** True for an open change that does not fit what is in Git now. */
export function canMakeAgain({ conflict, operation, pullRequest, object }: PortalRequestDetail): boolean {
  return (
    conflict !== undefined && operation === "update" && pullRequest.state === "open" && object.plural !== ""
  );
}

/** Leads to the form with what is in Git now, and with what the request changes. */
export function MakeAgain({ request }: { request: PortalRequestDetail }) {
  const query = new URLSearchParams({ from: request.id });
  return (
    <Button asChild variant="primary">
      <Link href={`${changeHref(request.object)}?${query}`}>Make the change again</Link>
    </Button>
  );
}
