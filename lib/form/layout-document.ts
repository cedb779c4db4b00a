/**
 * A layout: what an author or curator says about a form, beside its schema. This is its one definition; its JSON
 * Schema (`docs/layout.schema.json`) is made from it.
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
      "Shown, and written, only while this holds. Of several tests all must hold; with none, the field must be set. A default counts as its value. Inside a list, `[]` means the same item.",
  });

const common = {
  label: words.optional().meta({ description: "In place of the field's title." }),
  help: words.optional().meta({ description: "Markdown, in place of the field's description." }),
  placeholder: z.string().optional().meta({ description: "Shown while it is empty; never written." }),
  example: scalar.optional(),
  unit: words.optional().meta({ description: "Shown behind the value: `s`, `GB`, `€`." }),
  widget: z.enum(WIDGETS).optional(),
  hidden: z.boolean().optional().meta({
    description: "Not in the form; the YAML takes it. What is required is shown all the same.",
  }),
  locked: json.optional().meta({
    description: "The value that is always written, and that nobody can change.",
  }),
  advanced: z.boolean().optional().meta({ description: "Folded, under Advanced." }),
  options: options.optional().meta({
    description:
      "What can be chosen, in this order: values, values with labels, or objects of the cluster. Of a field with listed values only these are offered; to a free text they are suggestions.",
  }),
  when: when.optional(),
  secret: z.boolean().optional().meta({
    description: "It is about a secret: a reference to one is asked for, and a value is never written.",
  }),
  secrets: z
    .array(z.strictObject({ name: words, keys: z.array(words).optional(), label: words.optional() }))
    .optional()
    .meta({ description: "The Secrets that are offered; the field then takes the name of one." }),
};

const fieldLayout = z.strictObject(common);

const groupLayout = z.strictObject({
  title: words,
  help: words.optional().meta({ description: "Markdown." }),
  fields: z.array(path).meta({ description: "Fields and objects, in this order." }),
  open: z.boolean().optional().meta({ description: "Unfolded at first." }),
});

export const layoutDocument = z
  .strictObject({
    version: z.literal(LAYOUT_VERSION),
    essentials: z
      .array(path)
      .optional()
      .meta({ description: "Always open, at the top, in this order; what is required follows." }),
    groups: z.array(groupLayout).optional().meta({
      description: "Folded, before the groups that the schema's objects make. A field stands in one only.",
    }),
    order: z
      .array(path)
      .optional()
      .meta({ description: "These come first among the fields beside them, in this order." }),
    fields: z.record(path, fieldLayout).optional(),
  })
  .meta({
    title: "Layout of a form",
    description: "The value of the annotation vitrine.dev/layout, as YAML or JSON.",
  });

/** What is said of one field; the keywords `x-ui-*` of a schema say the same, and two things more. */
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
