import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { requestMessages } from "#components/requests/messages/request";
import { CardNote } from "#components/ui/card";
import { type Column, Table } from "#components/ui/table";
import { ExactText } from "#components/ui/text/exact-text";
import { formatJson, isNumber } from "#lib/exact-json";
import { showMarks } from "#lib/manifest/direction-marks";
import type { FieldChange, FieldDrift, PortalRequestDetail } from "#lib/request/types";

const { values, fields } = requestMessages;

/** A value for the page; a value that is not set shows as text, never as a blank. */
export function formatValue(value: unknown): ReactNode {
  if (value === undefined) return <span className="text-muted-foreground">{values.notSet}</span>;
  if (value === true) return values.yes;
  if (value === false) return values.no;
  if (value === null) return values.empty;
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain))
    return <ExactText text={value.join(", ")} />;
  if (typeof value === "object")
    return (
      <span className="font-mono">
        <ExactText text={formatJson(value)} />
      </span>
    );
  return value === "" ? values.emptyText : <ExactText text={String(value)} />;
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || isNumber(value);
}

/** `{}`: written only because the API wants the field there. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/**
 * The title of the column with the values before the changes. A merged or closed request belongs to the past, and the
 * file of an open request can have changed since.
 */
export function titleBefore({ pullRequest, conflict }: PortalRequestDetail): string {
  if (pullRequest.state !== "open") return fields.before;
  return conflict === undefined ? fields.nowInGit : fields.whenOpened;
}

interface FieldChangesProps {
  changes: readonly FieldChange[];
  drift: readonly FieldDrift[];
  /** A new object has nothing "now". */
  isNew: boolean;
  /** Title of the column with the values before; see `titleBefore`. */
  beforeTitle?: string;
}

/**
 * The changes of a request, field by field, with the labels of the form; and the fields whose value in the cluster
 * differs from Git, also where the request does not change them.
 */
export function FieldChanges({ changes, drift, isNew, beforeTitle = fields.nowInGit }: FieldChangesProps) {
  if (isNew && changes.every(({ after }) => isEmpty(after)))
    return <p className="p-4 text-muted-foreground">{fields.onlyDefaults}</p>;
  const drifted = new Map(drift.map((one) => [one.path, one]));
  const changed = new Set(changes.map(({ path }) => path));
  return (
    <>
      <Table
        label={fields.table}
        rows={[...changes, ...drift.filter(({ path }) => !changed.has(path))]}
        rowKey={(change) => change.path}
        columns={[
          {
            key: "field",
            header: fields.field,
            cell: (change) => showMarks(change.label) || fields.wholeObject,
          },
          ...(isNew ? [] : [{ ...BEFORE, header: beforeTitle }]),
          ...(drift.length > 0 ? [describeCluster(drifted)] : []),
          isNew ? VALUE : AFTER,
        ]}
      />
      {drift.length > 0 && <DriftNote count={drift.length} />}
    </>
  );
}

const VALUE: Column<FieldChange> = {
  key: "after",
  header: fields.value,
  cell: ({ after }) => formatValue(after),
};

const BEFORE: Omit<Column<FieldChange>, "header"> = {
  key: "before",
  cell: ({ before }) => formatValue(before),
};

const AFTER: Column<FieldChange> = {
  key: "after",
  header: fields.after,
  cell: ({ after }) => (
    <>
      {/* On a phone the two stand in one line, without their heads. */}
      <span aria-hidden className="me-3 md:hidden">
        →
      </span>
      {formatValue(after)}
    </>
  ),
};

function describeCluster(drifted: ReadonlyMap<string, FieldDrift>): Column<FieldChange> {
  return {
    key: "cluster",
    header: fields.inCluster,
    cell: ({ path }) => {
      const drift = drifted.get(path);
      if (!drift) return <span className="text-muted-foreground max-md:hidden">{fields.sameAsGit}</span>;
      return (
        <span className="text-warn">
          <span className="md:hidden">{fields.inClusterPrefix}</span>
          {formatValue(drift.inCluster)}
        </span>
      );
    },
  };
}

function DriftNote({ count }: { count: number }) {
  return <CardNote icon={TriangleAlert}>{fields.drift(count)}</CardNote>;
}
