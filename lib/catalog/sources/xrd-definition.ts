import type { VersionSchema } from "#lib/catalog/types";
import { isBehind, predictDefinition, type XrdApi } from "#lib/crossplane/xrd-api";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import type { StructuralSchema } from "#lib/schema/types";

/** Title of the group with the fields that Crossplane adds to an API. */
const SETTINGS = "Crossplane settings";

const SETTINGS_DESCRIPTION =
  "The platform sets these fields. Change them only if the platform team asks you to.";

const FILLED_IN = "Filled in by Crossplane.";

/** Titles and descriptions of the fields that Crossplane does not describe. */
const INJECTED_FIELDS: Record<string, { title: string; description: string }> = {
  compositionRef: {
    title: "Composition",
    description: "The composition that creates the resource. Empty means the platform team's choice.",
  },
  compositionSelector: {
    title: "Composition by labels",
    description: "Chooses a composition by its labels.",
  },
  compositionRevisionRef: {
    title: "Composition revision",
    description: "Keeps this revision of the composition.",
  },
  compositionRevisionSelector: {
    title: "Composition revision by labels",
    description: "Chooses a revision by its labels.",
  },
  compositionUpdatePolicy: {
    title: "Composition updates",
    description: "Automatic follows new revisions of the composition; Manual waits until one is chosen.",
  },
  compositeDeletePolicy: {
    title: "Removal",
    description: "Foreground: the resource is removed only after all of its parts.",
  },
  writeConnectionSecretToRef: {
    title: "Connection secret",
    description: "The Secret that gets the connection details.",
  },
  resourceRef: { title: "Composite resource", description: FILLED_IN },
  resourceRefs: { title: "Parts", description: FILLED_IN },
  claimRef: { title: "Claim", description: FILLED_IN },
};

interface Described {
  crd: CustomResourceDefinition | undefined;
  definition: CustomResourceDefinition;
}

const known = new WeakMap<XrdApi, Described>();

/**
 * The definition of an XRD's API for the form: the generated CRD, or a prediction where Crossplane has not
 * processed the XRD yet. It includes the author's hints, which the API server prunes from a CRD, and puts
 * Crossplane's fields into their own group. Cached as long as the XRD lives, and while the CRD is the same.
 */
export function describeApi(
  api: XrdApi,
  crd: CustomResourceDefinition | undefined,
): CustomResourceDefinition {
  const before = known.get(api);
  if (before && before.crd === crd) return before.definition;
  const current = crd && isTakenOver(api, crd) ? crd : predictDefinition(api);
  const versions = current.versions.map((version) => ({
    ...version,
    schema: version.schema && applyHintsAndGroups(version.schema, api, authoredSchema(api, version.name)),
  }));
  const definition = { ...current, versions };
  known.set(api, { crd, definition });
  return definition;
}

/**
 * The changes of an XRD and its CRD arrive separately: the CRD counts once it has every field of the author.
 */
function isTakenOver(api: XrdApi, crd: CustomResourceDefinition): boolean {
  if (isBehind(api)) return false;
  return api.xrd.versions.every(({ name, schema }) => {
    const generated = crd.versions.find((version) => version.name === name);
    return generated !== undefined && holdsFields(specOf(generated.schema), specOf(schema));
  });
}

function authoredSchema(api: XrdApi, version: string): VersionSchema["schema"] {
  return api.xrd.versions.find(({ name }) => name === version)?.schema;
}

// Deeper than any hand-written schema, and than the form's own limit.
const MAX_DEPTH = 60;
const NODES = ["items", "additionalProperties"] as const;

function holdsFields(generated: unknown, authored: unknown, depth = 0): boolean {
  if (!isRecord(authored) || depth > MAX_DEPTH) return true;
  const inner = NODES.every((key) =>
    holdsFields(ownValue(generated, key), ownValue(authored, key), depth + 1),
  );
  return (
    inner &&
    Object.entries(propertiesOf(authored)).every(([name, field]) => {
      const found = ownValue(propertiesOf(generated), name);
      return found !== undefined && holdsFields(found, field, depth + 1);
    })
  );
}

function applyHintsAndGroups(schema: StructuralSchema, api: XrdApi, authored: StructuralSchema | undefined) {
  const hinted = overlayHints(schema, authored);
  const spec = specOf(hinted);
  if (!isRecord(hinted) || !isRecord(spec)) return schema;
  const fields = groupInjected(propertiesOf(spec), api, propertiesOf(specOf(authored)));
  // Requests do not set a status. Without it, a predicted CRD equals the generated one.
  const { status: _, ...properties } = propertiesOf(hinted);
  return { ...hinted, properties: { ...properties, spec: { ...spec, properties: fields } } };
}

/** Adds the author's `x-ui-*` keywords at the same places. */
function overlayHints(node: unknown, authored: unknown, depth = 0): unknown {
  if (!isRecord(node) || !isRecord(authored) || depth > MAX_DEPTH) return node;
  const hints = Object.entries(authored).filter(([keyword]) => keyword.startsWith("x-ui-"));
  const inner = NODES.filter((key) => isRecord(node[key])).map((key): [string, unknown] => [
    key,
    overlayHints(node[key], authored[key], depth + 1),
  ]);
  const properties = mapFields(propertiesOf(node), (field, name) =>
    overlayHints(field, ownValue(propertiesOf(authored), name), depth + 1),
  );
  return {
    ...node,
    ...Object.fromEntries([...hints, ...inner]),
    ...(isRecord(node.properties) && { properties }),
  };
}

/**
 * Fields that the author did not write are Crossplane's, including fields of newer versions. They come last,
 * in a fixed order, because the API server sorts alphabetically.
 */
function groupInjected(fields: JsonRecord, { injected, xrd }: XrdApi, authored: JsonRecord): JsonRecord {
  const isAdded = ([name]: [string, unknown]) =>
    Object.hasOwn(injected, name) || !Object.hasOwn(authored, name);
  const entries = Object.entries(fields);
  const added = Object.fromEntries(entries.filter(isAdded));
  const word = (field: unknown, name: string) => describeInjectedField(field, name, xrd);
  const grouped = mapFields(orderLike(added, injected), (field, name) => {
    const group = { "x-ui-group": SETTINGS };
    if (name !== "crossplane") return { ...word(field, name), ...group };
    const inner = orderLike(propertiesOf(field), propertiesOf(injected.crossplane));
    const words = { title: SETTINGS, description: SETTINGS_DESCRIPTION };
    return { ...word(field, name), ...group, ...words, properties: mapFields(inner, word) };
  });
  return Object.fromEntries([...entries.filter((entry) => !isAdded(entry)), ...Object.entries(grouped)]);
}

/** Sorts fields in the order of the model; other fields follow. */
function orderLike(fields: JsonRecord, model: JsonRecord): JsonRecord {
  const rank = Object.keys(model);
  const place = (name: string) => (rank.includes(name) ? rank.indexOf(name) : rank.length);
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => place(a) - place(b)));
}

function describeInjectedField(field: unknown, name: string, xrd: XrdApi["xrd"]): JsonRecord {
  const words = Object.hasOwn(INJECTED_FIELDS, name) ? INJECTED_FIELDS[name] : undefined;
  const description = name === "compositionRef" ? describeComposition(xrd) : undefined;
  return { ...words, ...(description && { description }), ...(isRecord(field) && field) };
}

function describeComposition({ enforcedComposition, defaultComposition }: XrdApi["xrd"]): string | undefined {
  if (enforcedComposition)
    return `The composition that creates the resource. It is always ${enforcedComposition}, whatever you choose here.`;
  return (
    defaultComposition && `The composition that creates the resource. Empty means ${defaultComposition}.`
  );
}

function specOf(schema: unknown): unknown {
  return ownValue(propertiesOf(schema), "spec");
}

function propertiesOf(node: unknown): JsonRecord {
  const properties = ownValue(node, "properties");
  return isRecord(properties) ? properties : {};
}

// fromEntries defines own properties, so a field named __proto__ is an ordinary field.
function mapFields(fields: JsonRecord, change: (field: unknown, name: string) => unknown): JsonRecord {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, change(field, name)]));
}
