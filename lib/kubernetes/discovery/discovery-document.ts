import { z } from "zod";
import { isForbidden, isNotFound } from "#lib/kubernetes/transport/api-error";
import type { ClusterClient } from "#lib/kubernetes/transport/client";

/** A resource as the API server serves it. */
export interface ServedResource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Absent for none. */
  categories?: string[];
  /** It has a `status` subresource; absent for no. */
  reportsStatus?: true;
  /** It can only be listed. */
  unwatchable?: true;
}

/** The resources of one version of a group; undefined where the server cannot list them now. */
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
                categories: z.array(z.string()).nullish(),
                subresources: z.array(z.object({ subresource: z.string() })).nullish(),
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
      categories: z.array(z.string()).nullish(),
    }),
  ),
});

/**
 * Everything that can be listed, with versions of a group in the server's order of preference. Two calls with
 * aggregated discovery (Kubernetes 1.27 and newer), else one more for each group and version.
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
  const namespaced = resource.scope === "Namespaced";
  const reportsStatus = resource.subresources?.some(({ subresource }) => subresource === "status");
  return [
    {
      group,
      version,
      kind,
      plural: resource.resource,
      namespaced,
      ...pickCategories(resource),
      ...(reportsStatus && { reportsStatus }),
      ...pickUnwatchable(resource),
    },
  ];
}

/** Computed kinds, metrics for example, cannot be watched. */
function pickUnwatchable({ verbs }: { verbs: readonly string[] }): Pick<ServedResource, "unwatchable"> {
  return verbs.includes("watch") ? {} : { unwatchable: true };
}

function pickCategories({
  categories,
}: {
  categories?: string[] | null;
}): Pick<ServedResource, "categories"> {
  return categories && categories.length > 0 ? { categories } : {};
}

/**
 * Reads the served resources again, and merges them with the known ones. A version that is listed without its
 * resources keeps the known ones. A version or resource that is no longer listed is removed only if its own
 * path returns 404. The reason: a starting kube-apiserver leaves custom resources out of its discovery at
 * first, and returns 503 there (k8s.io/apiserver, MuxAndDiscoveryComplete). `unsure` is true when something
 * was kept for that reason.
 */
export async function mergeServedVersions(
  client: ClusterClient,
  known: ServedVersion[],
  read: ServedVersion[],
  signal: AbortSignal,
): Promise<{ versions: ServedVersion[]; unsure: boolean }> {
  const before = new Map(known.map((one) => [versionPath(one), one]));
  const missing = createMissing(client, signal);
  const versions: ServedVersion[] = [];
  for (const one of read) {
    const past = before.get(versionPath(one))?.resources ?? [];
    before.delete(versionPath(one));
    const named = new Set(one.resources?.map(({ plural }) => plural));
    const lost = one.resources ? past.filter(({ plural }) => !named.has(plural)) : [];
    const kept = await missing.keep(lost, ({ plural }) => `${versionPath(one)}/${plural}`);
    versions.push({ ...one, resources: one.resources ? [...one.resources, ...kept] : past });
  }
  versions.push(...(await missing.keep([...before.values()], versionPath)));
  return { versions, unsure: missing.unsure() };
}

/**
 * Checks for each missing resource whether it is gone, until one response shows that the server cannot tell
 * yet.
 */
function createMissing(client: ClusterClient, signal: AbortSignal) {
  let unsure = false;
  return {
    unsure: () => unsure,
    /** The resources that are not known to be gone. */
    async keep<T>(missing: readonly T[], pathOf: (one: T) => string): Promise<T[]> {
      for (const [index, one] of missing.entries()) {
        unsure ||= !(await isGone(client, pathOf(one), signal));
        // If the server cannot tell for one, it cannot tell for the others.
        if (unsure) return missing.slice(index);
      }
      return [];
    },
  };
}

/** Without list access, the response is 403 whether the resource exists or not. Then discovery counts. */
async function isGone(client: ClusterClient, path: string, signal: AbortSignal): Promise<boolean> {
  return client.request("GET", path, { query: { limit: 1 }, signal }).then(
    () => false,
    (error) => isNotFound(error) || isForbidden(error),
  );
}

function versionPath({ group, version }: { group: string; version: string }): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** One unavailable group (its extension server is down) must not hide the others. */
async function readLegacy(
  client: ClusterClient,
  { group, version }: { group: string; version: string },
  signal: AbortSignal,
): Promise<ServedVersion> {
  try {
    const body = await client.request("GET", versionPath({ group, version }), { signal });
    const { resources } = resourceListSchema.parse(body);
    const reporting = new Set(resources.map(({ name }) => name).filter((name) => name.endsWith("/status")));
    const served = resources
      .filter(({ name, verbs }) => !name.includes("/") && verbs.includes("list"))
      .map(({ name, kind, namespaced, categories, verbs }) => ({
        group,
        version,
        kind,
        plural: name,
        namespaced,
        ...pickCategories({ categories }),
        ...(reporting.has(`${name}/status`) && { reportsStatus: true as const }),
        ...pickUnwatchable({ verbs }),
      }));
    return { group, version, resources: served };
  } catch {
    return { group, version, resources: undefined };
  }
}
