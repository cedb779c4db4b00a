import { GitMerge } from "lucide-react";
import Link from "next/link";
import { formatValue } from "#components/requests/field-changes";
import { requestMessages } from "#components/requests/messages/request";
import { changeHref } from "#components/resources/resource-href";
import { Button } from "#components/ui/button";
import { Card, CardHeader, CardNote } from "#components/ui/card";
import { type Column, Table } from "#components/ui/table";
import type { FieldConflict, PortalRequestDetail } from "#lib/request/types";

const { fields, conflict: messages } = requestMessages;

const columns: readonly [Column<FieldConflict>, ...Column<FieldConflict>[]] = [
  { key: "field", header: fields.field, cell: ({ label }) => label || fields.wholeObject },
  { key: "before", header: fields.whenOpened, narrow: "line", cell: ({ before }) => formatValue(before) },
  { key: "inGit", header: fields.nowInGit, narrow: "line", cell: ({ inGit }) => formatValue(inGit) },
  { key: "after", header: messages.thisRequest, narrow: "line", cell: ({ after }) => formatValue(after) },
];

/** The conflict of an open request that cannot be merged: its fields, and the next step. */
export function ConflictNotice({ request }: { request: PortalRequestDetail }) {
  const { conflict, pullRequest, diff, operation } = request;
  if (pullRequest.state !== "open") return null;
  if (!conflict)
    return diff === "" && operation === "update" && request.problem === undefined ? <AlreadyInGit /> : null;
  return (
    <Card>
      <CardHeader title={messages.title} />
      {conflict.fields.length > 0 && (
        <div className="border-t">
          <Table
            label={messages.table}
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
      <CardNote icon={GitMerge}>{messages.alreadyInGit}</CardNote>
    </Card>
  );
}

function describeNext({ operation, conflict }: PortalRequestDetail): string {
  if (operation === "update") {
    return messages.change(conflict?.fieldsFit ? messages.otherFields : messages.sameFields);
  }
  if (operation === "delete") return messages.removal;
  return messages.creation;
}

/** True for an open change that conflicts with the current file in Git. */
export function canMakeAgain({ conflict, operation, pullRequest, object }: PortalRequestDetail): boolean {
  return (
    conflict !== undefined && operation === "update" && pullRequest.state === "open" && object.plural !== ""
  );
}

/** Leads to the form with the current file in Git and the changes of the request. */
export function MakeAgain({ request }: { request: PortalRequestDetail }) {
  const query = new URLSearchParams({ from: request.id });
  return (
    <Button asChild variant="primary">
      <Link href={`${changeHref(request.object)}?${query}`}>{messages.makeAgain}</Link>
    </Button>
  );
}
