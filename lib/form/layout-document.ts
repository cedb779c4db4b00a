/**
 * A layout: hints of an author or curator for a form, beside its schema. This is its only definition. The
 * JSON Schema in `docs/layout.schema.json` is generated from it.
 */
import { z } from "zod";
import { liveHint, numberValue } from "#lib/form/options/live-options";

export const LAYOUT_VERSION = 1;

export const WIDGETS = ["text", "textarea", "segmented", "radio", "select", "quantity", "yaml"] as const;

const path = z.string().min(1).meta({
  description:
    'A field as kubectl writes it: `spec.storage.size`; `spec.nodes[].name` in every item of a list, `spec.pools[*].size` in every value of a map, `spec.labels["a.b/c"]` for a name with a dot.',
});
const scalar = z.union([z.string(), numberValue, z.boolean()]);
const json = z.union([scalar, z.null(), z.array(z.unknown()), z.record(z.string(), z.unknown())]);
const words = z.string().trim().min(1);

const choice = z.strictObject({
  value: scalar,
  label: words.optional(),
  help: words.optional(),
});

const options = z.union([z.array(z.union([scalar, choice])).min(1), liveHint]);

const when = z
  .strictObject({
    field: path,
    equals: scalar.optional(),
    in: z.array(scalar).min(1).optional(),
    set: z.boolean().optional(),
  })
  .meta({
    description:
      "The field is shown and written only while this condition holds. Of several tests, all must hold. Without a test, the field must be set. A default counts as a value. Inside a list, `[]` means the same item.",
  });

const common = {
  label: words.optional().meta({ description: "Replaces the field's title." }),
  help: words.optional().meta({ description: "Markdown. Replaces the field's description." }),
  placeholder: z
    .string()
    .optional()
    .meta({ description: "Shown while the field is empty. It is never written." }),
  example: scalar.optional(),
  unit: words.optional().meta({ description: "Shown after the value: `s`, `GB`, `€`." }),
  widget: z.enum(WIDGETS).optional(),
  hidden: z.boolean().optional().meta({
    description: "Hidden in the form. The YAML editor accepts the field. A required field is always shown.",
  }),
  locked: json.optional().meta({
    description: "The value that is always written. Nobody can change it.",
  }),
  advanced: z.boolean().optional().meta({ description: "Shown in the folded group Advanced." }),
  options: options.optional().meta({
    description:
      "The choices, in this order: values, values with labels, or objects of the cluster. A field with listed values offers only these. For a text field they are suggestions.",
  }),
  when: when.optional(),
  secret: z.boolean().optional().meta({
    description: "The field is about a secret. The form takes a reference and never writes a value.",
  }),
  secrets: z
    .array(z.strictObject({ name: words, keys: z.array(words).optional(), label: words.optional() }))
    .optional()
    .meta({ description: "The Secrets that the field offers. Its value is then the name of one of them." }),
};

const fieldLayout = z.strictObject(common);

const groupLayout = z.strictObject({
  title: words,
  help: words.optional().meta({ description: "Markdown." }),
  fields: z.array(path).meta({ description: "Fields and objects, in this order." }),
  open: z.boolean().optional().meta({ description: "Open at first." }),
});

export const layoutDocument = z
  .strictObject({
    version: z.literal(LAYOUT_VERSION),
    essentials: z
      .array(path)
      .optional()
      .meta({ description: "Always open at the top, in this order. Required fields follow." }),
    groups: z.array(groupLayout).optional().meta({
      description: "Folded, before the groups of the schema's objects. A field can be in one group only.",
    }),
    order: z
      .array(path)
      .optional()
      .meta({ description: "These fields come first in their object, in this order." }),
    fields: z.record(path, fieldLayout).optional(),
  })
  .meta({
    title: "Layout of a form",
    description: "The value of the annotation vitrine.dev/layout, as YAML or JSON.",
  });

/** Hints for one field. The `x-ui-*` keywords of a schema are the same hints, and two more. */
export const fieldHints = z.object({
  ...common,
  essential: z.boolean().optional(),
  group: words.optional(),
});

export type LayoutDocument = z.infer<typeof layoutDocument>;
export type FieldHints = z.infer<typeof fieldHints>;
export type Widget = (typeof WIDGETS)[number];
export type Condition = z.infer<typeof when>;
export type FieldChoice = z.infer<typeof choice>;
export type LiveOptions = z.infer<typeof liveHint>["from"];

/** The JSON Schema of a layout, for editors and for other programs. */
export function describeLayout(): object {
  return {
    $id: "https://vitrine.dev/layout.schema.json",
    ...z.toJSONSchema(layoutDocument, { target: "draft-2020-12", io: "input", unrepresentable: "any" }),
  };
}
