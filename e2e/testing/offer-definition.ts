import type { Manifest } from "#demo/platform/cluster";

export interface OfferInput {
  group: string;
  kind: string;
  /** Default: the kind's name and an s. */
  plural?: string;
  scope?: "Namespaced" | "Cluster";
  annotations?: Record<string, string>;
  /** Properties of the object's schema: spec, status. */
  properties: Record<string, unknown>;
  required?: string[];
}

/** A CustomResourceDefinition with one version, v1, that the catalog offers. */
export function writeDefinition({ group, kind, annotations = {}, ...input }: OfferInput): Manifest {
  const singular = kind.toLowerCase();
  const { plural = `${singular}s`, scope = "Namespaced", properties, required = [] } = input;
  const openAPIV3Schema = { type: "object", properties, ...(required.length > 0 && { required }) };
  const subresources = properties.status ? { status: {} } : {};
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, labels: { "vitrine.dev/offer": "true" }, annotations },
    spec: {
      group,
      scope,
      names: { kind, plural, singular },
      versions: [{ name: "v1", served: true, storage: true, subresources, schema: { openAPIV3Schema } }],
    },
  };
}
