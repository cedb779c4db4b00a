/** The manifest that brings an object of the cluster under Git. Pure. */
import { applyDefaults, fieldDefault } from "#lib/form/fields/defaults";
import { type FormField, fieldOfKey } from "#lib/form/tree/field";
import { treeOf } from "#lib/form/tree/rjsf";
import type { FormSchema } from "#lib/form/types";
import { splitApiVersion } from "#lib/kubernetes/transport/resource-path";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { buildManifest, IDENTITY_FIELDS, type Manifest } from "#lib/request/file/manifest";
import { isEqual } from "#lib/schema/equal";
import { isRecord, type JsonRecord } from "#lib/schema/pointer";

/** Prefixes of labels and annotations that controllers, agents and clients write. */
const WRITTEN_BY_PROGRAMS = [
  "argocd.argoproj.io/",
  "cli-utils.sigs.k8s.io/",
  "config.k8s.io/",
  "crossplane.io/",
  "deployment.kubernetes.io/",
  "helm.toolkit.fluxcd.io/",
  "internal.kro.run/",
  "kratix.io/",
  "kro.run/",
  "kubectl.kubernetes.io/",
  "kustomize.toolkit.fluxcd.io/",
  "meta.helm.sh/",
  "reconcile.fluxcd.io/",
];

/** Exceptions, which people write: https://docs.crossplane.io/latest/managed-resources/managed-resources/#annotations */
const WRITTEN_BY_PEOPLE = new Set(["crossplane.io/external-name", "crossplane.io/paused"]);

/**
 * References that Crossplane writes into the spec of a claim or composite resource, in `spec` (version 1) or
 * `spec.crossplane` (version 2): https://docs.crossplane.io/latest/composition/composite-resources/
 */
const WRITTEN_BY_CROSSPLANE = ["claimRef", "compositionRevisionRef", "resourceRef", "resourceRefs"];

/**
 * The shortest manifest that means the object: without status, metadata of the server, labels and annotations of
 * programs, and values that the API server's defaults give again. Fields are in the form's order.
 */
export function proposeManifest(object: KubernetesObject, form: FormSchema): Manifest {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, labels, annotations } = metadata;
  const given = Object.entries(object).filter(([field]) => !IDENTITY_FIELDS.includes(field));
  const values = leaveOutDefaults(treeOf(form), leaveOutReferences(Object.fromEntries(given)));
  const type = { ...splitApiVersion(apiVersion), kind };
  const built = buildManifest({ type, name, ...(namespace !== undefined && { namespace }), values }, form);
  const kept = { labels: keepOwn(labels), annotations: keepOwn(annotations) };
  return {
    ...built,
    metadata: {
      ...built.metadata,
      ...(kept.labels && { labels: kept.labels }),
      ...(kept.annotations && { annotations: kept.annotations }),
    },
  };
}

function keepOwn(map: Readonly<Record<string, string>> | undefined): Record<string, string> | undefined {
  const kept = Object.entries(map ?? {}).filter(
    ([key]) => WRITTEN_BY_PEOPLE.has(key) || !WRITTEN_BY_PROGRAMS.some((prefix) => key.startsWith(prefix)),
  );
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function leaveOutReferences(values: JsonRecord): JsonRecord {
  const { spec } = values;
  if (!isRecord(spec)) return values;
  const own = omit(spec, WRITTEN_BY_CROSSPLANE);
  const { crossplane } = own;
  if (!isRecord(crossplane)) return { ...values, spec: own };
  const machinery = omit(crossplane, WRITTEN_BY_CROSSPLANE);
  const { crossplane: _, ...rest } = own;
  const isEmpty = Object.keys(machinery).length === 0;
  return { ...values, spec: isEmpty ? rest : { ...rest, crossplane: machinery } };
}

function omit(record: JsonRecord, names: readonly string[]): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** The values as they are, where the shorter ones do not give them again. */
function leaveOutDefaults(field: FormField, values: JsonRecord): JsonRecord {
  const shorter = shorten(field, values);
  return isRecord(shorter) && isEqual(applyDefaults(field, shorter), applyDefaults(field, values))
    ? shorter
    : values;
}

/** The API server fills absent fields with their defaults, and does not descend into absent objects. */
function shorten(field: FormField | undefined, value: unknown): unknown {
  if (!field) return value;
  if (Array.isArray(value)) return value.map((item) => shorten(field.item, item));
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([name, inside]) => !isDefault(fieldOfKey(field, name), inside));
  return Object.fromEntries(kept.map(([name, inside]) => [name, shorten(fieldOfKey(field, name), inside)]));
}

function isDefault(field: FormField | undefined, value: unknown): boolean {
  const given = field && fieldDefault(field);
  return field !== undefined && given !== undefined && isEqual(applyDefaults(field, given), value);
}
