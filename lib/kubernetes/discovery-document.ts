import { z } from "zod";
import type { ClusterClient } from "#lib/kubernetes/client";

/** A resource as the API server serves it. */
export interface ServedResource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

/** What one version of a group serves; `undefined` resources: the server cannot tell now. */
export interface ServedVersion {
  group: string;
  version: string;
  resources: ServedResource[] | undefined;
}

const AGGREGATED =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#aggregated-discovery */
const aggregatedSchema = z.object({
  kind: z.literal("APIGroupDiscoveryList"),
  items: z.array(
    z.object({
      // The core group has no name.
      metadata: z.object({ name: z.string().default("") }).default({ name: "" }),
      versions: z.array(
        z.object({
          version: z.string(),
          freshness: z.string().optional(),
          resources: z
            .array(
              z.object({
                resource: z.string(),
                responseKind: z.object({ kind: z.string() }).nullish(),
                scope: z.string(),
                verbs: z.array(z.string()).default([]),
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
});

const groupListSchema = z.object({
  groups: z.array(z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) })),
});

const resourceListSchema = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      namespaced: z.boolean(),
      verbs: z.array(z.string()).default([]),
    }),
  ),
});

/**
 * Everything that can be listed, versions of a group in the server's order of preference.
 * Two requests with aggregated discovery (Kubernetes 1.27 and newer), else one more for each group and version.
 */
export async function readServedVersions(
  client: ClusterClient,
  signal: AbortSignal,
): Promise<ServedVersion[]> {
  const [core, groups] = await Promise.all([
    client.request("GET", "/api", { accept: AGGREGATED, signal }),
    client.request("GET", "/apis", { accept: AGGREGATED, signal }),
  ]);
  const [aggregatedCore, aggregatedGroups] = [
    aggregatedSchema.safeParse(core),
    aggregatedSchema.safeParse(groups),
  ];
  if (aggregatedCore.success && aggregatedGroups.success) {
    return [...aggregatedCore.data.items, ...aggregatedGroups.data.items].flatMap(readGroup);
  }
  const named = groupListSchema.parse(groups).groups;
  const versions = named.flatMap(({ name, versions }) =>
    versions.map(({ version }) => ({ group: name, version })),
  );
  return Promise.all(
    [{ group: "", version: "v1" }, ...versions].map((one) => readLegacy(client, one, signal)),
  );
}

function readGroup(item: z.infer<typeof aggregatedSchema>["items"][number]): ServedVersion[] {
  const group = item.metadata.name;
  return item.versions.map(({ version, freshness, resources }) => ({
    group,
    version,
    resources:
      freshness === "Stale"
        ? undefined
        : resources.flatMap((resource) => readResource(group, version, resource)),
  }));
}

type AggregatedResource = z.infer<
  typeof aggregatedSchema
>["items"][number]["versions"][number]["resources"][number];

function readResource(group: string, version: string, resource: AggregatedResource): ServedResource[] {
  const kind = resource.responseKind?.kind;
  if (!kind || !resource.verbs.includes("list")) return [];
  return [{ group, version, kind, plural: resource.resource, namespaced: resource.scope === "Namespaced" }];
}

/** One group that cannot be asked (its extension server is down) must not hide the others. */
async function readLegacy(
  client: ClusterClient,
  { group, version }: { group: string; version: string },
  signal: AbortSignal,
): Promise<ServedVersion> {
  const path = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const { resources } = resourceListSchema.parse(await client.request("GET", path, { signal }));
    const served = resources
      .filter(({ name, verbs }) => !name.includes("/") && verbs.includes("list"))
      .map(({ name, kind, namespaced }) => ({ group, version, kind, plural: name, namespaced }));
    return { group, version, resources: served };
  } catch {
    return { group, version, resources: undefined };
  }
}
