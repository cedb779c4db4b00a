/** The schema of a hint for choices that a field reads from the cluster. */

import { z } from "zod";
import { isNumber } from "#lib/exact-json";
import { parseFieldPath } from "#lib/form/fields/field-path";
import { holdsSecrets, isFormPath, type LiveHint } from "#lib/form/options/live-choices";

const path = z
  .string()
  .min(1)
  .refine(
    (text) => parseFieldPath(text) !== undefined,
    "is not a path. Write it as kubectl does: `spec.region`",
  )
  .meta({ description: "In the object, as kubectl writes it: `spec.region`, `spec.zones[]`." });

const formPath = z
  .string()
  .min(1)
  .refine(
    (text) => isFormPath(text),
    "is not a path. Write `spec.region`, or `./region` for the field beside it",
  )
  .meta({
    description: "A field of the form, such as `spec.region`. `./region` is the field beside this one.",
  });

/** A number in form values: integers beyond 2^53 are bigints in the portal, and numbers in JSON. */
export const numberValue = z.custom<number | bigint>(isNumber).meta({ type: "number" });

const condition = z
  .strictObject({
    path,
    equals: z.union([z.string(), numberValue, z.boolean()]).optional(),
    equalsField: formPath.optional(),
  })
  .refine(({ equals, equalsField }) => (equals === undefined) !== (equalsField === undefined), {
    message: "needs either equals or equalsField",
  });

const source = z
  .strictObject({
    group: z.string().meta({ description: "API group; empty for the core group." }),
    version: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "Absent: the version that the cluster prefers." }),
    kind: z.string().min(1),
    namespace: z.string().min(1).optional().meta({
      description: "A namespace. `request`, or absent: the namespace that the person chose in the form.",
    }),
    value: path
      .optional()
      .meta({ description: "The field with the value to write. Absent: `metadata.name`." }),
    label: path.optional().meta({ description: "The field with the label to show. Absent: the value." }),
    labelSelector: z.record(z.string(), z.string()).optional().meta({
      description: "Lists only objects with these labels.",
    }),
    where: z
      .array(condition)
      .optional()
      .meta({ description: "Lists only objects that match all of these conditions." }),
  })
  .refine((from) => !holdsSecrets(from), "contains secrets, which are never listed");

/** `x-ui-options` in a schema, `fields.<path>.options` in a layout. */
export const liveHint = z
  .strictObject({
    from: source,
    allowOther: z.boolean().optional().meta({ description: "The person can type another value." }),
  })
  .meta({
    description: "Objects of the cluster that the person has access to list.",
  }) satisfies z.ZodType<LiveHint>;
