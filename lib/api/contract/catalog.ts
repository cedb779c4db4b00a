/** Offers: the catalog, the form of an offer, and the choices of its fields. */
import { z } from "zod";
import { declareRoutes } from "#lib/api/contract/declaration";
import { apiVersionName, namespaceName, plainLine } from "#lib/api/contract/identifiers";
import { anyObject, type Describes, time } from "#lib/api/contract/shared";
import { parseJson } from "#lib/exact-json";
import type { FieldOption } from "#lib/form/options/live-choices";
import { numberValue } from "#lib/form/options/live-options";
import type { FormSchema } from "#lib/form/types";

const entryShape = {
  id: z.string().meta({ description: "URL-safe and stable." }),
  source: z.enum(["promise", "xrd", "rgd", "crd"]),
  cluster: z.string(),
  group: z.string(),
  version: z.string(),
  kind: z.string(),
  plural: z.string(),
  scope: z.enum(["Namespaced", "Cluster"]),
  title: z.string(),
  description: z.string().meta({ description: "Markdown." }),
  inferredFrom: z
    .enum(["schema", "fields", "kind"])
    .optional()
    .meta({
      description:
        "Where the description comes from: the text of the schema, the names of its fields, or the kind. Absent where " +
        "its author wrote it.",
    }),
  icon: z.string().meta({ description: "A lucide icon name, or an https: or data:image/ URL." }),
  owner: z.string(),
  tags: z.array(z.string()),
  category: z.string().optional().meta({ description: "Absent where nothing tells it." }),
  fields: z
    .array(z.string())
    .optional()
    .meta({ description: "Names of the first fields, at most 20, for the search." }),
  featured: z.boolean().optional().meta({ description: "True where the platform team puts it first." }),
  requestable: z.boolean(),
  reason: z.string().meta({ description: "Why the offer cannot be requested; empty when it can." }),
  warnings: z.array(z.string()),
  lifecycle: z.string().optional().meta({ description: "For example experimental, production, deprecated." }),
  docs: z.string().optional().meta({ description: "Address of the documentation." }),
  links: z.array(z.object({ title: z.string(), url: z.string() })).optional(),
  family: z.string().optional().meta({
    description:
      "Equal for the entries of one offer on several clusters; absent for an offer without an API.",
  }),
};

export const catalogEntry = z.object(entryShape);

export const catalog = z.object({
  entries: z.array(catalogEntry),
  synced: z.boolean().meta({ description: "False while a source still loads for the first time." }),
});

const catalogVersion = z.object({
  name: z.string(),
  served: z.boolean(),
  storage: z.boolean().meta({ description: "The default choice." }),
  deprecated: z.boolean(),
  deprecationWarning: z.string().optional(),
});

const form = z.object({
  schema: anyObject<FormSchema["schema"]>("JSON Schema (draft-07) of the object's own fields."),
  uiSchema: anyObject<FormSchema["uiSchema"]>("The uiSchema of react-jsonschema-form."),
  defaults: z.record(z.string(), z.unknown()).meta({ description: "Defaults that the API server applies." }),
  start: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "Values with which a new request starts; the person can change them." }),
  layout: z
    .object({
      essentials: z.array(z.string()),
      groups: z.array(
        z.object({ title: z.string(), help: z.string(), open: z.boolean(), fields: z.array(z.string()) }),
      ),
    })
    .optional()
    .meta({ description: "The places that the author or curator chose for fields, by their JSON Pointers." }),
}) satisfies Describes<FormSchema>;

const valueSource = z.object({
  value: z.string().meta({ description: "Name of the value, as the overlay names it." }),
  from: z.enum(["overlay", "author"]).meta({
    description: "The overlay of the platform team, or the object of the offer and its schema.",
  }),
  fields: z.array(z.string()).optional().meta({ description: "The fields that a rule is about." }),
});

const curation = z.object({
  overlay: z.string().meta({ description: "Name of the OfferOverlay." }),
  problems: z.array(z.string()).meta({ description: "Parts of the overlay that have no effect." }),
  sources: z.array(valueSource),
});

export const catalogEntryDetail = z.object({
  ...entryShape,
  versions: z.array(catalogVersion),
  form: form
    .optional()
    .meta({ description: "Absent when the schema has no form; `reason` gives the cause." }),
  examples: z
    .array(
      z.object({ title: z.string(), manifest: z.string().meta({ description: "YAML, with its comments." }) }),
    )
    .optional()
    .meta({ description: "Manifests that a request can start from." }),
  curation: curation
    .optional()
    .meta({ description: "The overlay of the offer. Only for people who may see Diagnostics." }),
  clusters: z
    .array(
      z.object({
        id: z.string().meta({ description: "Id of the entry of this cluster." }),
        cluster: z.string(),
        mayRequest: z
          .boolean()
          .meta({ description: "The person can request the offer in this cluster, as far as is known." }),
      }),
    )
    .optional()
    .meta({
      description:
        "The clusters of the offer that the person may see, this one included. Those where the person can request " +
        "it come first. Absent where there is only one.",
    }),
});

export const namespaces = z.object({
  namespaces: z.array(z.string()),
});

export const names = z.object({
  names: z.array(
    z.object({
      name: z.string(),
      use: z.enum(["exists", "removing", "requested", "merged"]).meta({
        description:
          "The object is in the cluster, the cluster removes it, an open request creates it, or a merged request " +
          "left its file in Git.",
      }),
      request: z.string().optional().meta({ description: "Id of the open request." }),
    }),
  ),
});

const fieldOption = z.object({
  value: z.union([z.string(), numberValue, z.boolean()]).meta({ description: "Of the field's type." }),
  label: z.string(),
  description: z.string().optional(),
  keys: z.array(z.string()).optional().meta({ description: "Of a Secret that is offered." }),
}) satisfies Describes<FieldOption>;

export const options = z.object({
  options: z.array(fieldOption).meta({ description: "Sorted, at most 500." }),
  truncated: z.boolean().meta({ description: "The cluster has more options." }),
  asOf: time.optional(),
  stale: z.boolean().meta({ description: "The cluster is unreachable: the options are those of `asOf`." }),
  waitsFor: z.string().optional().meta({ description: "The field to choose first, as a sentence." }),
});

/** JSON in the text of a query parameter. */
const jsonText = z.string().transform((text, context): unknown => {
  try {
    return parseJson(text);
  } catch {
    context.addIssue({ code: "custom", message: "This is not valid JSON." });
    return z.NEVER;
  }
});

/** A query parameter whose empty text means that it is absent. */
const emptyIsAbsent = <Schema extends z.ZodType<unknown, string>>(schema: Schema) =>
  z
    .string()
    .transform((text) => text || undefined)
    .pipe(schema.optional())
    .optional();

/** Which field asks, and the values that its choices depend on. */
export const optionsQuery = z.object({
  field: plainLine.min(1).max(2_000).startsWith("/").meta({ description: "JSON Pointer of the field." }),
  version: emptyIsAbsent(apiVersionName).meta({
    description: "The version whose form is shown; absent: the default one.",
  }),
  namespace: emptyIsAbsent(namespaceName).meta({
    description: "The chosen namespace; absent while none is.",
  }),
  values: emptyIsAbsent(jsonText)
    .pipe(z.record(z.string(), z.unknown()).default({}))
    .meta({ description: "JSON: the values of the fields that its hint depends on, by their pointers." }),
});

/** One offer. */
export type CatalogEntry = z.infer<typeof catalogEntry>;
export type CatalogVersion = z.infer<typeof catalogVersion>;
export type CatalogResponse = z.infer<typeof catalog>;
/** One cluster of an offer that several clusters have. */
export type OfferCluster = NonNullable<CatalogEntryDetail["clusters"]>[number];
/** One offer with its versions and its form. */
export type CatalogEntryDetail = z.infer<typeof catalogEntryDetail>;
/** Where a value of an offer comes from. */
export type ValueSource = z.infer<typeof valueSource>;
export type NamespacesResponse = z.infer<typeof namespaces>;
export type NamesResponse = z.infer<typeof names>;
export type OptionsQuery = z.output<typeof optionsQuery>;
export type OptionsResponse = z.infer<typeof options>;

export const catalogRoutes = declareRoutes({
  "GET /api/v1/catalog": { summary: "The offers that the person may see", answer: catalog },
  "GET /api/v1/catalog/{id}": {
    summary: "One offer with its versions and its form",
    query: z.object({
      version: apiVersionName
        .optional()
        .meta({ description: "The version whose form is wanted; absent: the default one." }),
    }),
    answer: catalogEntryDetail,
  },
  "GET /api/v1/catalog/{id}/namespaces": {
    summary: "The namespaces in which the person may request the offer",
    answer: namespaces,
  },
  "GET /api/v1/catalog/{id}/names": {
    summary: "The names that objects of the offer have in a namespace, so that a new object gets another one",
    query: z.object({
      namespace: namespaceName.optional().meta({ description: "Absent for a cluster-scoped offer." }),
    }),
    answer: names,
  },
  "GET /api/v1/catalog/{id}/options": {
    summary:
      "The current choices of a field that the person may list: objects of the cluster, or offered Secrets",
    query: optionsQuery,
    answer: options,
  },
});
