import "server-only";
import { z } from "zod";
import { demoPart } from "#lib/api/contract/platform";
import type { DemoPart } from "#lib/api/types";
import type { Config } from "#lib/config/config";
import type { Cluster } from "#lib/kubernetes/cluster";
import type { KubernetesObject } from "#lib/kubernetes/types";
import { watchConfigMap } from "#lib/server/config-map";

/** How far the servers of the demo are. */
export interface DemoStatus {
  parts(): DemoPart[];
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** Follows the ConfigMap that the demo writes into its cluster, one key a part. Undefined outside the demo. */
export function followDemoStatus(
  clusters: ReadonlyMap<string, Cluster>,
  { demoStatus }: Pick<Config, "demoStatus">,
): DemoStatus | undefined {
  const [cluster] = clusters.values();
  if (!cluster || !demoStatus) return undefined;
  const watch = watchConfigMap(cluster, demoStatus);
  return {
    parts: () => parseParts(watch.get(demoStatus.namespace, demoStatus.name)),
    subscribe: (listener) =>
      watch.subscribe((event) => {
        if ("object" in event) listener();
      }),
    close: watch.close,
  };
}

const dataSchema = z.record(z.string(), z.string()).catch({});

/** A value that is no part is left out: the demo is no reason for a page to fail. */
function parseParts(configMap: KubernetesObject | undefined): DemoPart[] {
  return Object.values(dataSchema.parse(configMap?.data)).flatMap((text) => {
    try {
      return [demoPart.parse(JSON.parse(text))];
    } catch {
      return [];
    }
  });
}
