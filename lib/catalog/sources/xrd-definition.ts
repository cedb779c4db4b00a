import type { VersionSchema } from "#lib/catalog/types";
import { isBehind, predictDefinition, type XrdApi } from "#lib/crossplane/xrd-api";
import type { CustomResourceDefinition } from "#lib/kubernetes/discovery/custom-resource-definition";
import { isRecord, type JsonRecord, ownValue } from "#lib/schema/pointer";
import type { StructuralSchema } from "#lib/schema/types";

/** Title of the group that holds what Crossplane adds to an API. */
const SETTINGS = "Crossplane settings";

const SETTINGS_WORDS =
  "The platform decides these by itself; leave them alone unless its team says otherwise.";

const FILLED_IN = "Filled in by Crossplane.";

/** What Crossplane gives no words for. */
const WORDS: Record<string, { title: string; description: string }> = {
  compositionRef: {
    title: "Composition",
    description: "How it is made; empty means as the platform team chose.",
  },
  compositionSelector: {
    title: "Composition by labels",
    description: "Chooses a composition by its labels.",
  },
  compositionRevisionRef: {
    title: "Composition revision",
    description: "Stays with this revision of the composition.",
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
    description: "Foreground: it is gone only when everything it is made of is gone.",
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
 * The definition of an XRD's API as the form takes it: the generated CRD, or what it will be where Crossplane has not
 * taken the XRD over yet; with the author's hints, which the API server prunes from a CRD, and with what Crossplane
 * adds in a group of its own. The same answer while XRD and CRD are the same.
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
    schema: version.schema && dress(version.schema, api, authoredSchema(api, version.name)),
  }));
  const definition = { ...current, versions };
  known.set(api, { crd, definition });
  return definition;
}

/** An XRD's change and its CRD's arrive one after the other: the CRD must know every field that the author wrote. */
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

// Beyond any schema a person wrote, and beyond what the form descends into.
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

function dress(schema: StructuralSchema, api: XrdApi, authored: StructuralSchema | undefined) {
  const hinted = overlayHints(schema, authored);
  const spec = specOf(hinted);
  if (!isRecord(hinted) || !isRecord(spec)) return schema;
  const fields = groupInjected(propertiesOf(spec), api, propertiesOf(specOf(authored)));
  // No request sets a status; without it the generated CRD is no news when it is as foretold.
  const { status: _, ...properties } = propertiesOf(hinted);
  return { ...hinted, properties: { ...properties, spec: { ...spec, properties: fields } } };
}

/** Adds the `x-ui-*` keywords that stand at the same place in what the author wrote. */
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
 * What its author did not write is Crossplane's, also where a newer Crossplane adds more than we know of. It comes
 * last, in an order of ours: the API server's is that of the alphabet.
 */
function groupInjected(fields: JsonRecord, { injected, xrd }: XrdApi, authored: JsonRecord): JsonRecord {
  const isAdded = ([name]: [string, unknown]) =>
    Object.hasOwn(injected, name) || !Object.hasOwn(authored, name);
  const entries = Object.entries(fields);
  const added = Object.fromEntries(entries.filter(isAdded));
  const word = (field: unknown, name: string) => putIntoWords(field, name, xrd);
  const grouped = mapFields(orderLike(added, injected), (field, name) => {
    const group = { "x-ui-group": SETTINGS };
    if (name !== "crossplane") return { ...word(field, name), ...group };
    const inner = orderLike(propertiesOf(field), propertiesOf(injected.crossplane));
    const words = { title: SETTINGS, description: SETTINGS_WORDS };
    return { ...word(field, name), ...group, ...words, properties: mapFields(inner, word) };
  });
  return Object.fromEntries([...entries.filter((entry) => !isAdded(entry)), ...Object.entries(grouped)]);
}

/** The fields that the model has, in its order; then the others. */
function orderLike(fields: JsonRecord, model: JsonRecord): JsonRecord {
  const rank = Object.keys(model);
  const place = (name: string) => (rank.includes(name) ? rank.indexOf(name) : rank.length);
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => place(a) - place(b)));
}

function putIntoWords(field: unknown, name: string, xrd: XrdApi["xrd"]): JsonRecord {
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  const description = name === "compositionRef" ? describeComposition(xrd) : undefined;
  return { ...words, ...(description && { description }), ...(isRecord(field) && field) };
}

function describeComposition({ enforcedComposition, defaultComposition }: XrdApi["xrd"]): string | undefined {
  if (enforcedComposition) return `How it is made: always ${enforcedComposition}, whatever is chosen here.`;
  return defaultComposition && `How it is made; empty means ${defaultComposition}.`;
}

function specOf(schema: unknown): unknown {
  return ownValue(propertiesOf(schema), "spec");
}

function propertiesOf(node: unknown): JsonRecord {
  const properties = ownValue(node, "properties");
  return isRecord(properties) ? properties : {};
}

// fromEntries defines own properties, so a field named __proto__ is a field like any other.
function mapFields(fields: JsonRecord, change: (field: unknown, name: string) => unknown): JsonRecord {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, change(field, name)]));
}
