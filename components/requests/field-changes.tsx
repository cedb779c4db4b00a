import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { CardNote } from "#components/ui/card";
import { type Column, Table } from "#components/ui/table";
import { ExactText } from "#components/ui/text/exact-text";
import { formatJson, isNumber } from "#lib/exact-json";
import { showMarks } from "#lib/manifest/direction-marks";
import type { FieldChange, FieldDrift, PortalRequestDetail } from "#lib/request/types";

/** A value as a person reads it; what is not set is said, never left blank. */
export function formatValue(value: unknown): ReactNode {
  if (value === undefined) return <span className="text-muted-foreground">Not set</span>;
  if (value === true) return "Yes";
  if (value === false) return "No";
  if (value === null) return "Empty";
  if (Array.isArray(value) && value.length > 0 && value.every(isPlain))
    return <ExactText text={value.join(", ")} />;
  if (typeof value === "object")
    return (
      <span className="font-mono">
        <ExactText text={formatJson(value)} />
      </span>
    );
  return value === "" ? "Empty text" : <ExactText text={String(value)} />;
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || isNumber(value);
}

/** `{}`: written only because the API wants the field there. */
function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

const IN_GIT = "Now in Git";

/**
 * Where the values before a request's changes stand: a request that is merged or closed tells of the past, and the file
 * of an open one can have changed since.
 */
export function titleBefore({ pullRequest, conflict }: PortalRequestDetail): string {
  if (pullRequest.state !== "open") return "Before";
  return conflict === undefined ? IN_GIT : "When opened";
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
 * What a request changes, field by field, in the form's words; and what the cluster has instead of what is in Git, also
 * where the request changes nothing of it.
 */
export function FieldChanges({ changes, drift, isNew, beforeTitle = IN_GIT }: FieldChangesProps) {
  if (isNew && changes.every(({ after }) => isEmpty(after)))
    return <p className="p-4 text-muted-foreground">Nothing beyond the defaults of the offer.</p>;
  const drifted = new Map(drift.map((one) => [one.path, one]));
  const changed = new Set(changes.map(({ path }) => path));
  return (
    <>
      <Table
        label="Changed fields"
        rows={[...changes, ...drift.filter(({ path }) => !changed.has(path))]}
        rowKey={(change) => change.path}
        columns={[
          { key: "field", header: "Field", cell: (change) => showMarks(change.label) || "Everything" },
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
  header: "Value",
  cell: ({ after }) => formatValue(after),
};

const BEFORE: Omit<Column<FieldChange>, "header"> = {
  key: "before",
  cell: ({ before }) => formatValue(before),
};

const AFTER: Column<FieldChange> = {
  key: "after",
  header: "After",
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
    header: "In cluster",
    cell: ({ path }) => {
      const drift = drifted.get(path);
      if (!drift) return <span className="text-muted-foreground max-md:hidden">As in Git</span>;
      return (
        <span className="text-warn">
          <span className="md:hidden">In cluster: </span>
          {formatValue(drift.inCluster)}
        </span>
      );
    },
  };
}

function DriftNote({ count }: { count: number }) {
  const [fields, them] = count === 1 ? ["One field is", "it"] : [`${count} fields are`, "them"];
  return (
    <CardNote icon={TriangleAlert}>
      {fields} not in the cluster as Git has {them}. Merging applies what Git says.
    </CardNote>
  );
}
