import { humaniseKind } from "#lib/catalog/title";
import { dropMarks } from "#lib/manifest/direction-marks";
import type { StructuralSchema } from "#lib/schema/types";

/** Title, description, icon, owner and tags of an offer. */
export interface Presentation {
  title: string;
  description: string;
  icon: string;
  owner: string;
  tags: string[];
}

export interface PresentationInput {
  /** Annotation layers, the first one wins: of the Promise, then of its CRD. */
  annotations: readonly Readonly<Record<string, string>>[];
  /** The kind, else a name. */
  name: string;
  defaultIcon: string;
  schema: StructuralSchema | undefined;
}

// The portal's own keys first, then keys that Promise and XRD authors write for Backstage.
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

/** The order of keys wins over the order of layers: a key of this portal on any layer comes first. */
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

/** Texts of code generators, which do not help a requester. */
function readDescription(schema: unknown): string {
  const description = propertyOf(schema, "description");
  if (typeof description !== "string") return "";
  const text = dropMarks(description.trim());
  return /^\w+ (is the Schema for the \w+ API|defines the desired state of \w+)\.?$/i.test(text) ? "" : text;
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
