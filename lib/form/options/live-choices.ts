/** Choices that a field reads from the cluster: the hint, as the form and the server parse it. */
import { EACH_ITEM, EACH_VALUE, locatePath, parseFieldPath } from "#lib/form/fields/field-path";
import { formatPointer, isRecord, ownValue, parsePointer } from "#lib/schema/pointer";

/** The largest number of choices in one response. */
export const MOST_OPTIONS = 500;

/** One choice of a field. */
export interface FieldOption {
  /** Has the type of the field. */
  value: string | number | bigint | boolean;
  label: string;
  description?: string;
  /** For a Secret: its keys, where they are known. */
  keys?: string[];
}

/**
 * Which objects of the cluster are choices, and which of their fields are the value and the label. See
 * `live-options`.
 */
export interface LiveSource {
  group: string;
  version?: string | undefined;
  kind: string;
  namespace?: string | undefined;
  value?: string | undefined;
  label?: string | undefined;
  labelSelector?: Record<string, string> | undefined;
  where?:
    | {
        path: string;
        equals?: string | number | bigint | boolean | undefined;
        equalsField?: string | undefined;
      }[]
    | undefined;
}

export interface LiveHint {
  from: LiveSource;
  allowOther?: boolean | undefined;
}

/**
 * Kinds whose objects contain credentials. No hint reads them, even with the person's access, because
 * browsers store the choices of a field.
 */
export function holdsSecrets({ group, kind }: { group: string; kind: string }): boolean {
  return kind === "Secret" || /Tokens?(Request|Review)?$/.test(kind) || group === "authentication.k8s.io";
}

/** Pointers of the fields that the choices of the field at `pointer` depend on. */
export function listParents({ from }: LiveHint, pointer: string): string[] {
  const fields = (from.where ?? []).flatMap(({ equalsField }) => equalsField ?? []);
  return fields.flatMap((field) => resolveField(field, pointer) ?? []);
}

/**
 * The pointer that a hint's `equalsField` means for one field; undefined for an item that does not contain
 * the field.
 */
export function resolveField(field: string, pointer: string): string | undefined {
  const relative = parseRelative(field);
  if (!relative) return undefined;
  const place = parsePointer(pointer);
  if (relative.up === 0) {
    const located = locatePath(relative.tokens, place);
    return located && formatPointer(located);
  }
  return formatPointer([...place.slice(0, -relative.up), ...relative.tokens]);
}

/** True for a valid value of `equalsField`. */
export function isFormPath(field: string): boolean {
  return parseRelative(field) !== undefined;
}

/** `./region` is one level above the field, `../region` two. A path without dots starts at the root. */
function parseRelative(field: string): { up: number; tokens: string[] } | undefined {
  const [lead = ""] = /^(?:\.\.?\/)+/.exec(field) ?? [];
  const tokens = parseFieldPath(field.slice(lead.length));
  if (!tokens) return undefined;
  return { up: lead === "" ? 0 : 1 + lead.split("/").filter((part) => part === "..").length, tokens };
}

/** All values at a path of an object: none, one, or one for each item that `[]` or `[*]` stands for. */
export function readPath(object: unknown, path: string): unknown[] {
  const tokens = parseFieldPath(path) ?? [];
  return tokens
    .reduce<unknown[]>((values, token) => values.flatMap((value) => step(value, token)), [object])
    .filter((value) => value !== undefined && value !== null);
}

function step(value: unknown, token: string): unknown[] {
  if (token === EACH_ITEM) return Array.isArray(value) ? value : [];
  if (token === EACH_VALUE) return isRecord(value) ? Object.values(value) : [];
  return [ownValue(value, token)];
}
