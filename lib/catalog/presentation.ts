import { type Category, inferCategory, readCategory } from "#lib/catalog/inference/category";
import { type DescriptionOrigin, inferDescription, listFields } from "#lib/catalog/inference/description";
import { humaniseKind } from "#lib/catalog/title";
import { dropMarks } from "#lib/manifest/direction-marks";
import type { StructuralSchema } from "#lib/schema/types";

/** How the catalog shows an offer. */
export interface Presentation {
  title: string;
  description: string;
  /** Where the description comes from; absent where its author wrote it. */
  inferredFrom?: DescriptionOrigin;
  icon: string;
  owner: string;
  tags: string[];
  /** Absent where nothing tells it. */
  category?: string;
  /** Set for an offer that the platform team puts first. */
  featured?: true;
  /** Names of its fields, for the search; absent where it has none. */
  fields?: string[];
}

/** Field names that the list of all offers has of each: it must stay small. */
const MOST_FIELDS = 20;

type Layer = Readonly<Record<string, string>>;

export interface PresentationInput {
  /** Annotation layers, the first one wins: of the Promise, then of its CRD. */
  annotations: readonly Layer[];
  /** Label layers in the same order. An annotation wins over a label with the same key. */
  labels?: readonly Layer[];
  /** The kind, else a name. */
  name: string;
  defaultIcon: string;
  schema: StructuralSchema | undefined;
  /** Empty for an offer whose API is unknown. */
  group?: string;
  /** Undefined for an offer whose API is unknown. */
  scope?: "Namespaced" | "Cluster";
}

/** The portal's own keys first, then keys that authors write for other tools. Each tool documents its keys. */
const KEYS = {
  title: [
    "vitrine.dev/title",
    // https://docs.kratix.io/ske/guides/backstage-generator
    "ske.backstage.template/title",
    // https://github.com/TeraSky-OSS/backstage-plugins
    "terasky.backstage.io/title",
    // https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html
    "openshift.io/display-name",
  ],
  description: [
    "vitrine.dev/description",
    // https://docs.kratix.io/main/reference/promises/intro
    "kratix.io/promise-summary",
    "ske.backstage.template/description",
    "terasky.backstage.io/description",
    // https://docs.crossplane.io/latest/packages/configurations/
    "meta.crossplane.io/description",
    "crossplane.io/description",
    // https://kubernetes.io/docs/reference/labels-annotations-taints/#description
    "kubernetes.io/description",
    // OLM's and OpenShift's. https://sdk.operatorframework.io/docs/olm-integration/generation/
    "description",
  ],
  icon: ["vitrine.dev/icon", "meta.crossplane.io/iconURI"],
  owner: [
    "vitrine.dev/owner",
    "ske.backstage.template/owner",
    "ske.backstage.component/owner",
    "terasky.backstage.io/owner",
    // https://ambassadorlabs.github.io/k8s-for-humans/
    "a8r.io/owner",
  ],
  tags: [
    "vitrine.dev/tags",
    "ske.backstage.template/tags",
    "terasky.backstage.io/backstage-tags",
    // https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html
    "openshift.io/tags",
  ],
  category: ["vitrine.dev/category"],
  featured: ["vitrine.dev/featured"],
} as const;

/** Categories of other tools. Only their words count: their lists are not the portal's. */
const FOREIGN_CATEGORIES = [
  // https://artifacthub.io/docs/topics/annotations/helm/
  "artifacthub.io/category",
  // OLM. https://github.com/operator-framework/community-operators/blob/master/docs/packaging-required-fields.md
  "categories",
  "category",
] as const;

/** Recommended labels name the application that an API belongs to. https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
const APPLICATION_LABELS = ["app.kubernetes.io/part-of", "app.kubernetes.io/name", "helm.sh/chart"] as const;

/** All that a card shows, from annotations and labels, else from the kind, the API group and the schema. */
export function readPresentation(input: PresentationInput): Presentation {
  const { annotations, labels = [], name, schema, scope } = input;
  const layers = annotations.map((layer, index) => ({ ...labels[index], ...layer }));
  const read = (field: keyof typeof KEYS) => firstValue(layers, KEYS[field]);
  const tags = readTags(read("tags") ?? "");
  const category = findCategory(layers, input, tags);
  const ownCategory = read("category");
  const written = read("description");
  const inferred = written ? undefined : inferDescription({ kind: name, scope, category, schema });
  const fields = listFields(schema);
  const shownCategory = category?.name ?? ownCategory;
  return {
    title: read("title") ?? humaniseKind(name),
    description: written ?? inferred?.text ?? "",
    ...(inferred && { inferredFrom: inferred.from }),
    icon: readIcon(read("icon")) ?? category?.icon ?? input.defaultIcon,
    owner: readOwner(read("owner") ?? ""),
    tags,
    ...(shownCategory && { category: shownCategory }),
    ...(read("featured") === "true" && { featured: true }),
    ...(fields.length > 0 && { fields: fields.slice(0, MOST_FIELDS) }),
  };
}

/** The portal's category for the author's words, else for the offer's own; undefined for a name of the author's. */
function findCategory(
  layers: readonly Layer[],
  { name, group = "", schema }: PresentationInput,
  tags: readonly string[],
): Category | undefined {
  const own = firstValue(layers, KEYS.category);
  if (own) return readCategory(own, { wholeName: true });
  for (const key of FOREIGN_CATEGORIES) {
    const foreign = firstValue(layers, [key]);
    const category = foreign && readCategory(foreign);
    if (category) return category;
  }
  const application = firstValue(layers, APPLICATION_LABELS) ?? "";
  return inferCategory({ kind: name, group: `${group} ${application}`, tags, fields: listFields(schema) });
}

/** The order of keys wins over the order of layers: a key of this portal on any layer comes first. */
function firstValue(layers: readonly Layer[], keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = layers.map((layer) => layer[key]?.trim()).find(Boolean);
    if (value) return dropMarks(value);
  }
  return undefined;
}

/** A lucide name, or an image as https or data URL. Other values cannot be shown. */
function readIcon(icon: string | undefined): string | undefined {
  if (icon === undefined) return undefined;
  const usable =
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(icon) ||
    (icon.startsWith("https://") && URL.canParse(icon)) ||
    icon.startsWith("data:image/");
  return usable ? icon : undefined;
}

/** Shortens "group:default/data-team" to "data-team". */
function readOwner(owner: string): string {
  return owner.replace(/^[a-z]+:(?:[^/]+\/)?/i, "");
}

/** A comma-separated or JSON list. */
function readTags(text: string): string[] {
  const tags = text
    .replace(/^\[|\]$/g, "")
    .split(/[,\n]/)
    .map((tag) => tag.trim().replace(/^["']|["']$/g, ""));
  return [...new Set(tags.filter(Boolean))];
}
