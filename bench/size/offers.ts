/** The three offers of the benchmark: labelled CRDs with a status, and values for their forms. */
import type { Manifest } from "#demo/platform/cluster";
import { buildEntryId } from "#lib/catalog/entry-id";
import type { RequestEntry } from "#lib/request/object";

export const GROUP = "size.bench.vitrine.dev";
export const CLUSTER = "local";
const VERSION = "v1";

export type Offer = RequestEntry & { id: string };

export const OFFERS: readonly Offer[] = [
  describeOffer("Database", "PostgreSQL database"),
  describeOffer("Cache", "Redis cache"),
  describeOffer("Queue", "Message queue"),
];

function describeOffer(kind: string, title: string): Offer {
  const plural = `${kind.toLowerCase()}s`;
  const id = buildEntryId("crd", CLUSTER, `${plural}.${GROUP}`);
  return { id, cluster: CLUSTER, group: GROUP, version: VERSION, kind, plural, scope: "Namespaced", title };
}

const SIZES = ["small", "medium", "large"] as const;

const text = { type: "string" } as const;
const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true } as const;
const SPEC = {
  type: "object",
  properties: {
    size: { type: "string", enum: SIZES, default: "small" },
    version: text,
    replicas: { type: "integer", minimum: 1, maximum: 9 },
    storage: text,
    backup: { type: "object", properties: { enabled: { type: "boolean" }, schedule: text } },
    owner: text,
    tags: { type: "array", items: text },
  },
} as const;

/** The CRD that the platform team offers by its label. */
export function makeOfferCrd({ kind, plural, title }: Offer): Manifest {
  const openAPIV3Schema = { type: "object", properties: { spec: SPEC, status: open } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${GROUP}`,
      labels: { "vitrine.dev/offer": "true" },
      annotations: { "vitrine.dev/title": title },
    },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema },
        },
      ],
    },
  };
}

/** Values as a person enters them; each `seed` gives others. */
export function makeValues(seed: number, owner: string): { spec: Record<string, unknown> } {
  return {
    spec: {
      size: SIZES[seed % SIZES.length],
      version: String(12 + (seed % 6)),
      replicas: 1 + (seed % 3),
      storage: `${10 * (1 + (seed % 8))}Gi`,
      backup: { enabled: seed % 4 !== 0, schedule: `${seed % 60} 3 * * *` },
      owner,
      tags: ["bench", `cost-center-${seed % 40}`],
    },
  };
}
