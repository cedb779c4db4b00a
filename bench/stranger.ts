/** APIs that nobody here wrote: made anew for each measurement, under names that no one has seen. */

const GROUP = "bench.example.org";

function schemaWith(fields: readonly string[]) {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: "string" }]));
  return { type: "object", properties: { spec: { type: "object", properties } } };
}

/** A CustomResourceDefinition of `kind` with these string fields in its `spec`. */
export function makeCrd(kind: string, fields: readonly string[], labels: Record<string, string> = {}) {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${GROUP}`, labels },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schemaWith(fields) } },
      ],
    },
  };
}

/** A CRD that is offered by its label. */
export function makeOfferedCrd(kind: string, fields: readonly string[]) {
  return makeCrd(kind, fields, { "vitrine.dev/offer": "true" });
}

/** A Promise whose API is such a CRD. */
export function makePromise(kind: string, fields: readonly string[]) {
  return {
    apiVersion: "platform.kratix.io/v1alpha1",
    kind: "Promise",
    metadata: { name: kind.toLowerCase() },
    spec: { api: makeCrd(kind, fields) },
  };
}

/** An XRD of version 2, whose composite resources are offered. */
export function makeXrd(kind: string, fields: readonly string[]) {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.crossplane.io/v2",
    kind: "CompositeResourceDefinition",
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind, plural },
      versions: [
        { name: "v1", served: true, referenceable: true, schema: { openAPIV3Schema: schemaWith(fields) } },
      ],
    },
  };
}
