import { labelPointer } from "#lib/form/tree/lookup";
import type { FormSchema } from "#lib/form/types";
import { NO_FORM } from "#lib/request/derive/changes";
import { IDENTITY_FIELDS } from "#lib/request/file/manifest";
import type { FieldChange, FieldDrift } from "#lib/request/types";
import { isEqual } from "#lib/schema/equal";
import { childPointer, findEnclosing, isRecord, ownValue, readPointer } from "#lib/schema/pointer";

/** An object in Git, after a request, and in the cluster. Absent where it does not exist. */
export interface DriftSides {
  before?: Record<string, unknown> | undefined;
  after?: Record<string, unknown> | undefined;
  live?: Record<string, unknown> | undefined;
}

/**
 * The fields with another value in the cluster than in Git, set by hand or by a controller. The API server
 * fills in fields that Git leaves out, so those are reported only if the request changes them, and not if
 * they equal a default. Each path of `changes` is one field here too. All sides are masked: a secret that
 * differs has another placeholder. Objects of two API versions are not compared.
 */
export function listDrift(
  { before, after, live }: DriftSides,
  changes: readonly FieldChange[],
  form: FormSchema = NO_FORM,
): FieldDrift[] {
  if (!before || !after || !live || before.apiVersion !== live.apiVersion) return [];
  const changed = new Set(changes.map(({ path }) => path));
  const own = Object.keys(before).filter((name) => !IDENTITY_FIELDS.includes(name));
  const found = own
    .flatMap((name) => findDifferences(before[name], live[name], childPointer("", name)))
    .map((path) => findEnclosing(path, changed) ?? path);
  const added = [...changed].filter(
    (path) => readPointer(before, path) === undefined && isSetAgainst(readPointer(live, path), form, path),
  );
  return [...new Set([...found, ...added])].map((path) => ({
    path,
    label: labelPointer(form, path),
    before: readPointer(before, path),
    after: readPointer(after, path),
    inCluster: readPointer(live, path),
  }));
}

/**
 * Fields of Git that the cluster lacks or has with another value. Additional fields in the cluster are not a
 * difference.
 */
function findDifferences(inGit: unknown, live: unknown, path: string): string[] {
  // The API server drops a null that stands for a default.
  if (inGit === null) return [];
  if (isRecord(inGit) && isRecord(live)) {
    return Object.entries(inGit).flatMap(([name, value]) =>
      findDifferences(value, ownValue(live, name), childPointer(path, name)),
    );
  }
  if (!Array.isArray(inGit) || !Array.isArray(live)) return isEqual(inGit, live) ? [] : [path];
  if (inGit.length !== live.length) return [path];
  const inside = inGit.map((item, index) => findDifferences(item, live[index], childPointer(path, index)));
  // A list of plain values is one field.
  return inGit.every(isRecord) ? inside.flat() : inside.some(({ length }) => length > 0) ? [path] : [];
}

function isSetAgainst(live: unknown, form: FormSchema, path: string): boolean {
  return live !== undefined && findDifferences(live, readPointer(form.defaults, path), path).length > 0;
}
