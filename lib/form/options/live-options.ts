/** What a hint may say of choices that a field takes from the cluster. */

import { z } from "zod";
import { isNumber } from "#lib/exact-json";
import { parseFieldPath } from "#lib/form/fields/field-path";
import { holdsSecrets, isFormPath, type LiveHint } from "#lib/form/options/live-choices";

const path = z
  .string()
  .min(1)
  .refine((text) => parseFieldPath(text) !== undefined, "is no path: write it as kubectl does, `spec.region`")
  .meta({ description: "In the object, as kubectl writes it: `spec.region`, `spec.zones[]`." });

const formPath = z
  .string()
  .min(1)
  .refine((text) => isFormPath(text), "is no path: `spec.region`, or `./region` beside it")
  .meta({ description: "A field of the form: `spec.region`; `./region` is the one beside this field." });

/** A number of a form's value: whole numbers beyond 2^53 are bigints in the portal, and numbers in JSON. */
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

/** `x-ui-options` in a schema, `fields.<path>.options` in a layout. */
export const liveHint = z
  .strictObject({
    from: source,
    allowOther: z.boolean().optional().meta({ description: "Another value may be typed." }),
  })
  .meta({ description: "Objects of the cluster that the person may list." }) satisfies z.ZodType<LiveHint>;
