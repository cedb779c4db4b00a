/** Choices that a field takes from the cluster, as the form and the server read its hint. */
import { EACH_ITEM, EACH_VALUE, locatePath, parseFieldPath } from "#lib/form/fields/field-path";
import { formatPointer, isRecord, ownValue, parsePointer } from "#lib/schema/pointer";

/** The answer holds at most this many choices. */
export const MOST_OPTIONS = 500;

/** One thing that a field may be set to. */
export interface FieldOption {
  /** Of the field's type. */
  value: string | number | bigint | boolean;
  label: string;
  description?: string;
  /** Of a Secret that is offered: its keys, where they are known. */
  keys?: string[];
}

/** Which objects of the cluster, and what of them. Its words are told in `live-options`. */
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
 * Kinds whose objects hold what signs somebody in. No hint reads them, whatever the person's rights: a field's
 * choices are kept in browsers.
 */
export function holdsSecrets({ group, kind }: { group: string; kind: string }): boolean {
  return kind === "Secret" || /Tokens?(Request|Review)?$/.test(kind) || group === "authentication.k8s.io";
}

/** The hint of a field's `ui:options`, where it was found right; see `markFields`. */
export function readLiveHint(uiSchema: unknown): LiveHint | undefined {
  if (ownValue(uiSchema, "ui:field") !== LIVE_FIELD) return undefined;
  const written = ownValue(ownValue(uiSchema, "ui:options"), "options");
  return isLiveHint(written) ? written : undefined;
}

// `markFields` let nothing else through.
function isLiveHint(value: unknown): value is LiveHint {
  return isRecord(value) && isRecord(value.from);
}

export const LIVE_FIELD = "LiveChoiceField";

/** The fields that decide what is offered to the field at `pointer`, by their pointers. */
export function listParents({ from }: LiveHint, pointer: string): string[] {
  const fields = (from.where ?? []).flatMap(({ equalsField }) => equalsField ?? []);
  return fields.flatMap((field) => resolveField(field, pointer) ?? []);
}

/** The pointer that a hint's `equalsField` means at one field; undefined for an item that the field is not part of. */
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

/** True for what `equalsField` may hold. */
export function isFormPath(field: string): boolean {
  return parseRelative(field) !== undefined;
}

/** `./region` is one up from the field itself, `../region` two; no dots: from the top. */
function parseRelative(field: string): { up: number; tokens: string[] } | undefined {
  const [lead = ""] = /^(?:\.\.?\/)+/.exec(field) ?? [];
  const tokens = parseFieldPath(field.slice(lead.length));
  if (!tokens) return undefined;
  return { up: lead === "" ? 0 : 1 + lead.split("/").filter((part) => part === "..").length, tokens };
}

/** Every value at a path of an object: none, one, or one for each item that `[]` or `[*]` means. */
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
