import { humaniseKind } from "#lib/catalog/title";
import { dropMarks } from "#lib/manifest/direction-marks";
import type { StructuralSchema } from "#lib/schema/types";

/** How an offer introduces itself. */
export interface Presentation {
  title: string;
  description: string;
  icon: string;
  owner: string;
  tags: string[];
}

export interface PresentationInput {
  /** Annotations, the ones that win first: of the Promise, then of the CRD in it. */
  annotations: readonly Readonly<Record<string, string>>[];
  /** The kind, or the name of what has none. */
  name: string;
  defaultIcon: string;
  schema: StructuralSchema | undefined;
}

// Ours first; then what Promise and XRD authors have already written for Backstage.
const KEYS = {
  title: ["vitrine.dev/title", "ske.backstage.template/title", "terasky.backstage.io/title"],
  description: [
    "vitrine.dev/description",
    "kratix.io/promise-summary",
    "ske.backstage.template/description",
    "terasky.backstage.io/description",
  ],
  icon: ["vitrine.dev/icon"],
  owner: [
    "vitrine.dev/owner",
    "ske.backstage.template/owner",
    "ske.backstage.component/owner",
    "terasky.backstage.io/owner",
  ],
  tags: ["vitrine.dev/tags", "ske.backstage.template/tags", "terasky.backstage.io/backstage-tags"],
} as const;

/** Title, description, icon, owner and tags from annotations, else from the kind and the schema. */
export function readPresentation({
  annotations,
  name,
  defaultIcon,
  schema,
}: PresentationInput): Presentation {
  const read = (field: keyof typeof KEYS) => firstAnnotation(annotations, KEYS[field]);
  return {
    title: read("title") ?? humaniseKind(name),
    description: read("description") ?? describeSchema(schema),
    icon: readIcon(read("icon")) ?? defaultIcon,
    owner: readOwner(read("owner") ?? ""),
    tags: readTags(read("tags") ?? ""),
  };
}

/** A better key wins over a better object: what is written for this portal stands above all else. */
function firstAnnotation(
  layers: PresentationInput["annotations"],
  keys: readonly string[],
): string | undefined {
  for (const key of keys) {
    const value = layers.map((layer) => layer[key]?.trim()).find(Boolean);
    if (value) return dropMarks(value);
  }
  return undefined;
}

function describeSchema(schema: StructuralSchema | undefined): string {
  const spec = propertyOf(schema?.properties, "spec");
  return readDescription(schema) || readDescription(spec);
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;
}

/** What code generators write where an author wrote nothing tells a requester nothing. */
function readDescription(schema: unknown): string {
  const description = propertyOf(schema, "description");
  if (typeof description !== "string") return "";
  const text = dropMarks(description.trim());
  return /^\w+ (is the Schema for the \w+ API|defines the desired state of \w+)\.?$/i.test(text) ? "" : text;
}

/** A lucide name, or a picture by https or data URL; anything else could not be shown. */
function readIcon(icon: string | undefined): string | undefined {
  if (icon === undefined) return undefined;
  const usable =
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(icon) ||
    (icon.startsWith("https://") && URL.canParse(icon)) ||
    icon.startsWith("data:image/");
  return usable ? icon : undefined;
}

/** "group:default/data-team" is "data-team" to a person. */
function readOwner(owner: string): string {
  return owner.replace(/^[a-z]+:(?:[^/]+\/)?/i, "");
}

/** A list with commas, or a JSON list. */
function readTags(text: string): string[] {
  const tags = text
    .replace(/^\[|\]$/g, "")
    .split(/[,\n]/)
    .map((tag) => tag.trim().replace(/^["']|["']$/g, ""));
  return [...new Set(tags.filter(Boolean))];
}
