import "server-only";
import type { Config } from "#lib/config/config";
import { type PortalError, toPortalError } from "#lib/errors";
import { type Cluster, openCluster } from "#lib/kubernetes/cluster";
import { describeError, log } from "#lib/server/log";

export interface BrokenCluster {
  name: string;
  error: PortalError;
}

/** Opens every configured cluster. One that cannot be used is told, and the others work. */
export function openClusters(config: Pick<Config, "clusters">): {
  clusters: ReadonlyMap<string, Cluster>;
  broken: BrokenCluster[];
} {
  const clusters = new Map<string, Cluster>();
  const broken: BrokenCluster[] = [];
  const onListenerError = (error: unknown) =>
    log().error({ error: describeError(error) }, "a listener failed");
  for (const options of config.clusters) {
    try {
      clusters.set(options.name, openCluster({ ...options, onListenerError }));
    } catch (error) {
      broken.push({ name: options.name, error: toPortalError(error) });
    }
  }
  return { clusters, broken };
}
