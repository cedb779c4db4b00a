/** Choices that a field takes from the cluster: what a hint may say, and how it is read for one field. */
import { z } from "zod";
import { EACH_ITEM, EACH_VALUE, locatePath, parseFieldPath } from "#lib/schema/field-path";
import { formatPointer, isRecord, ownValue, parsePointer } from "#lib/schema/pointer";

/** The answer holds at most this many choices. */
export const MOST_OPTIONS = 500;

const path = z
  .string()
  .min(1)
  .refine((text) => parseFieldPath(text) !== undefined, "is no path: write it as kubectl does, `spec.region`")
  .meta({ description: "In the object, as kubectl writes it: `spec.region`, `spec.zones[]`." });

const formPath = z
  .string()
  .min(1)
  .refine((text) => parseRelative(text) !== undefined, "is no path: `spec.region`, or `./region` beside it")
  .meta({ description: "A field of the form: `spec.region`; `./region` is the one beside this field." });

const condition = z
  .strictObject({
    path,
    equals: z.union([z.string(), z.number(), z.boolean()]).optional(),
    equalsField: formPath.optional(),
  })
  .refine(({ equals, equalsField }) => (equals === undefined) !== (equalsField === undefined), {
    message: "needs either equals or equalsField",
  });

const source = z
  .strictObject({
    group: z.string().meta({ description: "API group; empty for the core group." }),
    version: z.string().min(1).optional().meta({ description: "Absent: the one that the cluster prefers." }),
    kind: z.string().min(1),
    namespace: z.string().min(1).optional().meta({
      description: "One namespace; `request`, or absent: the one that is chosen in the form.",
    }),
    value: path.optional().meta({ description: "What is written. Absent: `metadata.name`." }),
    label: path.optional().meta({ description: "What is shown. Absent: the value." }),
    labelSelector: z.record(z.string(), z.string()).optional().meta({
      description: "Only objects that have these labels.",
    }),
    where: z.array(condition).optional().meta({ description: "Only objects of which all of these hold." }),
  })
  .refine((from) => !holdsSecrets(from), "holds secrets, which are never listed");

/** One thing that a field may be set to. */
export interface FieldOption {
  /** Of the field's type. */
  value: string | number | boolean;
  label: string;
  description?: string;
  /** Of a Secret that is offered: its keys, where they are known. */
  keys?: string[];
}

/** `x-ui-options` in a schema, `fields.<path>.options` in a layout. */
export const liveHint = z
  .strictObject({
    from: source,
    allowOther: z.boolean().optional().meta({ description: "Another value may be typed." }),
  })
  .meta({ description: "Objects of the cluster that the person may list." });

export type LiveHint = z.infer<typeof liveHint>;
export type LiveSource = LiveHint["from"];

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
